/** How errors look outside the three dialects: problem JSON (RFC 9457). */
@NullMarked
package dev.seenby.problem;

import org.jspecify.annotations.NullMarked;
