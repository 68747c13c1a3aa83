package dev.seenby.storage.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/** The file that takes a server's output. */
public final class ServerLog {
    private static final long LARGEST = 10L << 20;
    private static final int TAIL = 8 << 10;
    private static final Pattern PROBLEM = Pattern.compile(
            "FATAL|PANIC|error|failed|cannot|can't|could not|not found|denied", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private long start;

    public ServerLog(Path file) {
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /** Notes that a new run begins here; first puts a file of more than 10 MiB aside as {@code ….1}. */
    public void begin() {
        try {
            start = Files.exists(file) ? Files.size(file) : 0;
            if (start > LARGEST) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                start = 0;
            }
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("use " + file, e);
        }
    }

    /** The line of this run that most likely says why it failed, and where to read more. */
    public String lastProblem() {
        List<String> lines = text().lines().filter(line -> !line.isBlank()).toList();
        String last = lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        String problem = lines.stream()
                .filter(line -> PROBLEM.matcher(line).find())
                .reduce((earlier, later) -> later)
                .orElse(last);
        return problem.strip() + " (more in " + file + ")";
    }

    /** The last 8 KiB of what this run has said. */
    public String text() {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(start, in.length() - TAIL);
            in.seek(from);
            byte[] bytes = new byte[(int) Math.max(0, in.length() - from)];
            in.readFully(bytes);
            return new String(bytes, UTF_8);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }
}
