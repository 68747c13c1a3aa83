package dev.seenby.storage.postgres.embedded;

import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The archive of PostgreSQL programs on the class path, from {@code io.zonky.test.postgres}. */
final class PostgresArchive {
    private static final int OWNER_MAY_EXECUTE = 0100;

    private final URL resource;

    private PostgresArchive(URL resource) {
        this.resource = resource;
    }

    static PostgresArchive forThisSystem() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String name = "postgres-" + (system.startsWith("mac") ? "darwin" : system) + "-"
                + switch (processor) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> processor;
                };
        URL resource = null;
        if (Files.exists(Path.of("/etc/alpine-release"))) {
            resource = PostgresArchive.class.getResource("/" + name + "-alpine_linux.txz");
        }
        if (resource == null) {
            resource = PostgresArchive.class.getResource("/" + name + ".txz");
        }
        if (resource == null) {
            throw new EmbeddedServerException("this Seenby brings no PostgreSQL for " + system + " on " + processor
                    + ": set SEENBY_POSTGRES_URI to a server of your own");
        }
        return new PostgresArchive(resource);
    }

    /** Twelve hex digits that change with the archive's content. */
    String fingerprint() {
        try (InputStream in = resource.openStream()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("read " + resource, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Unpacks everything into a new folder, down to the disk. */
    void unpackInto(Path folder, Progress progress) throws IOException {
        PrivateFiles.folder(folder);
        try (InputStream in = resource.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException(entry.getName() + " points outside of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    unpack(entry, tar, target);
                }
                progress.elapsed();
            }
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        if (!entry.isFile()) {
            throw new IOException(entry.getName() + " is neither a file nor a folder nor a link");
        }
        Files.copy(content, target);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !target.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + target + " executable");
        }
        // Once the folder has its final name it is trusted for ever, so it must survive a power cut too.
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.READ)) {
            file.force(true);
        }
    }
}
