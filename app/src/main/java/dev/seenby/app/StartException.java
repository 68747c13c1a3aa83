package dev.seenby.app;

import org.jspecify.annotations.Nullable;

/** The server cannot start. The message is one line for the operator: what is wrong, and what to do about it. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
