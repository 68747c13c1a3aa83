/** The operator's API: makes and shows apps. */
@NullMarked
package dev.seenby.admin;

import org.jspecify.annotations.NullMarked;
