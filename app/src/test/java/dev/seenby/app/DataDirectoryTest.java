package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.embedded.ChildJvm;
import dev.seenby.storage.embedded.EmbeddedServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DataDirectoryTest {
    @TempDir
    Path machine;

    private Path folder;

    @BeforeEach
    void name() throws Exception {
        folder = machine.toRealPath().resolve("var/seenby");
    }

    /** Holds the data directory until its standard input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            try (DataDirectory held = DataDirectory.open(Path.of(arguments[0]))) {
                System.out.println("holding " + held.path());
                while (System.in.read() >= 0) {
                    continue;
                }
            }
        }
    }

    @Test
    void isMadeForItsOwnerAlone() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder)) {
            data.secretsKey();

            assertThat(permissions(data.path())).isEqualTo("rwx------");
            assertThat(permissions(folder.resolve("secrets.key"))).isEqualTo("rw-------");
        }
    }

    @Test
    void theKeyIsMadeOnceAndKept() {
        byte[] key;
        try (DataDirectory data = DataDirectory.open(folder)) {
            key = data.secretsKey();
        }
        try (DataDirectory again = DataDirectory.open(folder)) {
            assertThat(key).hasSize(32);
            assertThat(again.secretsKey()).isEqualTo(key);
        }
        try (DataDirectory another = DataDirectory.open(machine.resolve("another"))) {
            assertThat(another.secretsKey()).isNotEqualTo(key);
        }
    }

    @Test
    void aKeyCutShortIsNeverUsedNorReplaced() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder)) {
            Files.write(folder.resolve("secrets.key"), new byte[31]);

            assertThatThrownBy(data::secretsKey)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessage(folder.resolve("secrets.key") + " should hold 32 bytes and holds 31");
            assertThat(Files.size(folder.resolve("secrets.key"))).isEqualTo(31);
        }
    }

    @Test
    void whatAKilledSeenbyHalfWroteIsWrittenAnew() throws Exception {
        try (DataDirectory data = DataDirectory.open(folder)) {
            Files.write(folder.resolve("secrets.key.partial"), new byte[7]);

            assertThat(data.secretsKey()).hasSize(32);
            assertThat(folder.resolve("secrets.key.partial")).doesNotExist();
        }
    }

    @Test
    void onlyOneSeenbyAtATime() throws Exception {
        try (ChildJvm first = ChildJvm.run(Holder.class, folder.toString())) {
            first.awaitLine("holding " + folder);
            assertThatThrownBy(() -> DataDirectory.open(folder))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessage("another Seenby uses this data directory: " + folder);
            try (ChildJvm second = ChildJvm.run(Holder.class, folder.toString())) {
                assertThat(second.finish()).isEqualTo(1);
                assertThat(second.said()).contains("another Seenby uses this data directory: " + folder);
            }
            first.kill();
        }
        try (DataDirectory afterTheKill = DataDirectory.open(folder)) {
            System.gc();
            assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageStartingWith("another Seenby");
            try (ChildJvm third = ChildJvm.run(Holder.class, folder.toString())) {
                assertThat(third.finish()).isEqualTo(1);
            }
            assertThat(afterTheKill.path()).isEqualTo(folder);
        }
    }

    @Test
    void aFileInTheWayIsOneLine() throws Exception {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "a file, not a folder");

        assertThatThrownBy(() -> DataDirectory.open(folder))
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessage("cannot use the folder " + folder + ": " + folder + " is in the way");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
