/** What every dialect does with requests: bodies with a bound, and JSON as the standard has it. */
@NullMarked
package dev.seenby.http;

import org.jspecify.annotations.NullMarked;
