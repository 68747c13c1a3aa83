/** The storage as plainly as it can be written, in memory: the executable specification, and a fast stand-in for tests. */
@NullMarked
package dev.seenby.storage.model;

import org.jspecify.annotations.NullMarked;
