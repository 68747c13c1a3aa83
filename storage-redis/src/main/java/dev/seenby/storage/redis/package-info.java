/**
 * The receipt index and the limiter on Redis 6.2 or newer, run with {@code maxmemory-policy noeviction}.
 *
 * <p>Everything in here can be lost at any moment: the index is rebuilt from the record, the limiter forgets a second.
 * The keys are told in the module's README; what happens at one moment is one Lua script, beside these classes as a
 * resource.
 */
@NullMarked
package dev.seenby.storage.redis;

import org.jspecify.annotations.NullMarked;
