/**
 * The Rocket.Chat dialect: {@code /api/v1} and {@code /api/info} as Rocket.Chat's documents print them; where they are
 * silent, as the server of version 8.8.
 *
 * <p>A request's way: {@link dev.seenby.rocketchat.Pipeline} finds the app and the caller, asks the limiter, and hands a
 * {@link dev.seenby.rocketchat.Request} to one of the calls that {@link dev.seenby.rocketchat.RocketChatRoutes} lists;
 * the call asks the use cases and makes a {@link dev.seenby.rocketchat.Reply}.
 * {@link dev.seenby.rocketchat.Failures} makes the answer of whatever fails on the way.
 */
@NullMarked
package dev.seenby.rocketchat;

import org.jspecify.annotations.NullMarked;
