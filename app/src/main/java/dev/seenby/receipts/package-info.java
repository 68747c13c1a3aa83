/**
 * The use cases: who is there, sending, reading, and asking who has read. Free of any dialect and any database: a
 * dialect translates a request into one call of these classes, and these ask the storage.
 */
@NullMarked
package dev.seenby.receipts;

import org.jspecify.annotations.NullMarked;
