/** The program: reads the configuration, puts the parts together, starts and stops them. */
@NullMarked
package dev.seenby.app;

import org.jspecify.annotations.NullMarked;
