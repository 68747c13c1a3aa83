package dev.seenby.storage.postgres.embedded;

import java.nio.file.Path;

/** A program that runs PostgreSQL in the given data directory until its standard input ends. */
final class PostgresInChildJvm {
    private PostgresInChildJvm() {}

    public static void main(String[] arguments) throws Exception {
        try (PostgresServer server = PostgresServer.start(Path.of(arguments[0]), System.out::println)) {
            System.out.println("ready " + server.uri());
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
