/** What an operator sees: metrics and health, on a port of their own. */
@NullMarked
package dev.seenby.observability;

import org.jspecify.annotations.NullMarked;
