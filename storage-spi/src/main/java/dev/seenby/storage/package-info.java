/**
 * What the server needs of storage: small interfaces, immutable records, and the errors they fail with.
 *
 * <p>The <b>record</b> is the truth: {@link dev.seenby.storage.Apps}, {@link dev.seenby.storage.People},
 * {@link dev.seenby.storage.Rooms} and {@link dev.seenby.storage.Messages} (together the directory),
 * {@link dev.seenby.storage.ReadRecord} (who has read what) and {@link dev.seenby.storage.IndexLog} (what changed). The
 * <b>index</b>, {@link dev.seenby.storage.ReceiptIndex}, is derived from it, can be deleted at any moment and is rebuilt.
 * The <b>limiter</b>, {@link dev.seenby.storage.Limiter}, stands alone.
 *
 * <p>Every method is non-blocking; its future completes on the Vert.x context that called it, or on any thread when
 * called from outside Vert.x, and fails only with a {@link dev.seenby.storage.StorageException} (or with a programming
 * error). {@code docs/storage.md} tells how to write a new back end.
 */
@NullMarked
package dev.seenby.storage;

import org.jspecify.annotations.NullMarked;
