/** Secrets: how they are made, and how only their hashes are kept. */
@NullMarked
package dev.seenby.credentials;

import org.jspecify.annotations.NullMarked;
