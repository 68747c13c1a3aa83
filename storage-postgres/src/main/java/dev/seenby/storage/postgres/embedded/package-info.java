/**
 * PostgreSQL from its Maven artifact, run as a child process: what Seenby uses when it is given no server. Needs the
 * optional dependencies of this module.
 */
@NullMarked
package dev.seenby.storage.postgres.embedded;

import org.jspecify.annotations.NullMarked;
