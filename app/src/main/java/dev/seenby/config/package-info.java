/** The settings: one list of them, where their values come from, and the values. */
@NullMarked
package dev.seenby.config;

import org.jspecify.annotations.NullMarked;
