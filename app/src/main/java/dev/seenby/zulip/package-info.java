/**
 * The Zulip dialect: {@code /api/v1} as Zulip's documents print it; where they are silent, as a server of API feature
 * level {@value dev.seenby.zulip.ServerSettings#FEATURE_LEVEL}.
 *
 * <p>A request's way: {@link dev.seenby.zulip.Pipeline} finds the call, the app and the caller, asks the limiter, and
 * hands a {@link dev.seenby.zulip.Request} to one of the calls that {@link dev.seenby.zulip.ZulipRoutes} lists; the call
 * asks the use cases and makes a {@link dev.seenby.zulip.Reply}. {@link dev.seenby.zulip.Failures} makes the answer of
 * whatever fails on the way.
 */
@NullMarked
package dev.seenby.zulip;

import org.jspecify.annotations.NullMarked;
