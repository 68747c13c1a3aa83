package dev.seenby.config;

/** A setting is unknown or impossible. The message is one line for the operator: which, and what is legal. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
