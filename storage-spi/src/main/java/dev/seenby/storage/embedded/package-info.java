/**
 * What the embedded servers of the storage modules share: a real server run as a child process under a data directory.
 *
 * <p>Everything here may be killed at any moment, the JVM and the servers alike, and must start again afterwards. Hence
 * three habits: a folder or file appears under its final name only when it is whole; whatever a killed JVM left running
 * is stopped before anything is touched; and a lock keeps a second Seenby out. All methods block, and belong on a thread
 * that may block.
 */
@NullMarked
package dev.seenby.storage.embedded;

import org.jspecify.annotations.NullMarked;
