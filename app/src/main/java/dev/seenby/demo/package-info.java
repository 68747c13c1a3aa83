/** The demo app, which holds what the documents of the three APIs print. */
@NullMarked
package dev.seenby.demo;

import org.jspecify.annotations.NullMarked;
