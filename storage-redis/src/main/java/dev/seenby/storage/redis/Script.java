package dev.seenby.storage.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What Redis does at one moment: {@code name.lua} beside this class, which tells its keys and arguments. */
enum Script {
    COUNTS("unit.lua"),
    STATES("unit.lua"),
    SHIP("unit.lua"),
    RESET("unit.lua"),
    BEGIN("unit.lua"),
    LOAD("unit.lua"),
    FINISH("unit.lua"),
    DROP("unit.lua"),
    ACQUIRE("stamps.lua"),
    APP_STAMP("stamps.lua"),
    APP_CHANGING("stamps.lua"),
    APP_CHANGED("stamps.lua"),
    APP_TOUCHED("stamps.lua"),
    OPEN_QUEUE("queues.lua"),
    CLOSE_QUEUE("queues.lua"),
    TAKE_EVENTS("queues.lua"),
    BEGIN_ACT("queues.lua"),
    FINISH_ACT("queues.lua"),
    AUDIENCE("queues.lua"),
    DROP_QUEUES("queues.lua"),
    CHANGED_QUEUES("queues.lua");

    private final String text;
    private final String sha;

    /** @param before file that is put before the script's own */
    Script(@Nullable String before) {
        String own = read(name().toLowerCase(Locale.ROOT) + ".lua");
        this.text = before == null ? own : read(before) + own;
        this.sha = sha1(text);
    }

    String text() {
        return text;
    }

    /** The name under which Redis keeps the script once it was loaded. */
    String sha() {
        return sha;
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
