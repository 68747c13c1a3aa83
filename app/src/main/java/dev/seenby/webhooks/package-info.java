/** Tells apps' own back ends what happened: takes what is queued, has a dialect put it into words, posts it until it is taken. */
@NullMarked
package dev.seenby.webhooks;

import org.jspecify.annotations.NullMarked;
