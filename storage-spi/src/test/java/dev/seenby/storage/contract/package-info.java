/** What every back end promises, as tests that read as stories. {@code docs/storage.md} tells how to run them on a new one. */
@NullMarked
package dev.seenby.storage.contract;

import org.jspecify.annotations.NullMarked;
