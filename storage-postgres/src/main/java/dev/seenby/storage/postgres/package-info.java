/**
 * The record of reads and the directory on PostgreSQL 14 or newer. Only {@link
 * dev.seenby.storage.postgres.PostgresStorage} and what its options need are for others.
 */
@NullMarked
package dev.seenby.storage.postgres;

import org.jspecify.annotations.NullMarked;
