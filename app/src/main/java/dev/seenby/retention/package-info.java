/** What is not kept for ever: reads that are forgotten after a time, and people who are erased. Done in the background, by one of all nodes. */
@NullMarked
package dev.seenby.retention;

import org.jspecify.annotations.NullMarked;
