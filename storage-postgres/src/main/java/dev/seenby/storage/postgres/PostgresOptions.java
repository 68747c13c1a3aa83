package dev.seenby.storage.postgres;

/**
 * How to reach the database and how to use it.
 *
 * @param uri {@code postgresql://user:password@host:port/database}
 * @param secretsKey 32 bytes; encrypts the apps' secret keys at rest
 * @param poolSize connections for long reads and the directory's writes, 1 to 1,000; short reads and the two writers
 *     have a few of their own
 * @param observer of the writers
 */
public record PostgresOptions(String uri, byte[] secretsKey, int poolSize, PostgresObserver observer) {
    public PostgresOptions {
        secretsKey = secretsKey.clone();
        if (secretsKey.length != 32) {
            throw new IllegalArgumentException("the secrets key must have 32 bytes, not " + secretsKey.length);
        }
        if (poolSize < 1 || poolSize > 1000) {
            throw new IllegalArgumentException("the pool must have 1 to 1000 connections, not " + poolSize);
        }
    }

    /** Eight connections, nobody watching. */
    public PostgresOptions(String uri, byte[] secretsKey) {
        this(uri, secretsKey, 8, PostgresObserver.NONE);
    }

    @Override
    public byte[] secretsKey() {
        return secretsKey.clone();
    }

    /** Leaves the password and the key out. */
    @Override
    public String toString() {
        return "PostgresOptions[poolSize=" + poolSize + "]";
    }
}
