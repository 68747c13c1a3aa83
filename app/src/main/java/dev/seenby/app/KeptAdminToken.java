package dev.seenby.app;

import dev.seenby.credentials.Secrets;
import dev.seenby.storage.embedded.PrivateFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The admin token that is made when none was given: shown once, and kept only as a hash in the data directory. */
final class KeptAdminToken {
    private final Path file;

    KeptAdminToken(Path dataDir) {
        this.file = dataDir.resolve("admin-token.sha256");
    }

    /** The token's hash; at the first start, makes the token and shows it. Blocks. */
    String hash(PrintStream out) {
        if (!Files.exists(file)) {
            String token = Secrets.adminToken();
            // Shown before it is kept: a start that is killed in between shows another one the next time.
            out.println("admin token, shown only this once: " + token);
            PrivateFiles.write(file, Secrets.hash(token).getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new StartException("cannot read " + file, e);
        }
    }
}
