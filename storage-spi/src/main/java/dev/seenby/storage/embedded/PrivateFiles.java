package dev.seenby.storage.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Folders and files that only their owner may read, and that are whole or absent even after a kill or a power cut. */
public final class PrivateFiles {
    private static final SecureRandom RANDOM = new SecureRandom();

    private PrivateFiles() {}

    /**
     * Makes the folder, and those above it, if it is missing; takes it from all others either way (mode 0700).
     *
     * @return the folder's real path, without symbolic links
     */
    public static Path folder(Path folder) {
        try {
            Files.createDirectories(folder);
            Path real = folder.toRealPath();
            Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
            if (!Files.isWritable(real)) {
                throw new EmbeddedServerException("cannot write to " + real);
            }
            return real;
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("use the folder " + folder, e);
        } catch (UnsupportedOperationException e) {
            throw new EmbeddedServerException("the file system of " + folder + " knows no file permissions", e);
        }
    }

    /** Writes or replaces a file of mode 0600; it appears under its name only when its content is on the disk. */
    public static void write(Path file, byte[] content) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            try (FileChannel channel = FileChannel.open(
                    partial,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            publish(partial, file);
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("write " + file, e);
        }
    }

    /** The password in this file: 64 hex digits, made at the first call and the same ever after. */
    public static String password(Path file) {
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            RANDOM.nextBytes(random);
            write(file, HexFormat.of().formatHex(random).getBytes(US_ASCII));
        }
        try {
            String password = Files.readString(file, US_ASCII).strip();
            if (!password.matches("[0-9a-f]{64}")) {
                throw new EmbeddedServerException(file + " should hold 64 hex digits and does not");
            }
            return password;
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("read " + file, e);
        }
    }

    /** Gives a finished file or folder its final name, lastingly. */
    public static void publish(Path partial, Path name) throws IOException {
        Files.move(partial, name, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(name.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    /** Deletes a file or a folder with all that is in it; symbolic links are deleted, not followed. */
    public static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            List<Path> innerFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : innerFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("delete " + tree, e);
        }
    }
}
