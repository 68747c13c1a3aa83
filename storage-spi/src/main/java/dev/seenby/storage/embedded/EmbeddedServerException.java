package dev.seenby.storage.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An embedded server cannot run. The message is one line for the operator: what is wrong, and where. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedServerException(String message) {
        this(message, null);
    }

    public EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Says what was being done when the file system refused, for example that the disk is full. */
    public static EmbeddedServerException cannot(String doing, IOException cause) {
        return new EmbeddedServerException("cannot " + doing + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof FileSystemException failure) {
            String file = Objects.requireNonNullElse(failure.getFile(), "a file");
            if (cause instanceof AccessDeniedException) {
                return "permission denied on " + file;
            }
            if (cause instanceof NoSuchFileException) {
                return file + " does not exist";
            }
            if (cause instanceof FileAlreadyExistsException) {
                return file + " is in the way";
            }
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }
}
