package dev.seenby.storage.redis.embedded;

import java.nio.file.Path;

/** A program that runs Redis in the given data directory until its standard input ends. */
final class RedisInChildJvm {
    private RedisInChildJvm() {}

    public static void main(String[] arguments) throws Exception {
        try (RedisServer server = RedisServer.start(Path.of(arguments[0]), System.out::println)) {
            System.out.println("ready " + server.uri());
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
