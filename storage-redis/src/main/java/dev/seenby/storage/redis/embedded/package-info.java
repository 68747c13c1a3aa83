/**
 * Redis from its Maven artifact, run as a child process: what Seenby uses when it is given no server. Needs the optional
 * dependency of this module.
 */
@NullMarked
package dev.seenby.storage.redis.embedded;

import org.jspecify.annotations.NullMarked;
