/** How many calls an app may make. */
@NullMarked
package dev.seenby.limits;

import org.jspecify.annotations.NullMarked;
