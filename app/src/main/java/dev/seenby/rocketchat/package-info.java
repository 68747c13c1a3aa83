/**
 * The Rocket.Chat dialect: {@code /api/v1} and {@code /api/info} as Rocket.Chat's documents print them; where they are
 * silent, as the server of version 8.8.
 *
 * <p>A request's way: {@link dev.seenby.rocketchat.Pipeline} finds the app and the caller, asks the limiter, and hands a
 * {@link dev.seenby.rocketchat.Request} to one of the calls that {@link dev.seenby.rocketchat.RocketChatRoutes} lists;
 * the call asks the use cases and makes a {@link dev.seenby.rocketchat.Reply}.
 * {@link dev.seenby.rocketchat.Failures} makes the answer of whatever fails on the way.
 *
 * <p>Where to look:
 *
 * <ul>
 *   <li>The calls, a class for each family: messages in {@link dev.seenby.rocketchat.SendCalls},
 *       {@link dev.seenby.rocketchat.ChangeCalls}, {@link dev.seenby.rocketchat.MessageCalls},
 *       {@link dev.seenby.rocketchat.ThreadCalls}, {@link dev.seenby.rocketchat.HistoryCalls},
 *       {@link dev.seenby.rocketchat.ReceiptCalls} and {@link dev.seenby.rocketchat.MethodCalls}; rooms in
 *       {@link dev.seenby.rocketchat.ChannelCalls} (groups too), {@link dev.seenby.rocketchat.MembershipCalls},
 *       {@link dev.seenby.rocketchat.DirectCalls}, {@link dev.seenby.rocketchat.RoomsCalls} and
 *       {@link dev.seenby.rocketchat.SubscriptionCalls}; people in {@link dev.seenby.rocketchat.SignInCalls},
 *       {@link dev.seenby.rocketchat.PersonalTokenCalls}, {@link dev.seenby.rocketchat.UserCalls} and
 *       {@link dev.seenby.rocketchat.UserDeletion}; the workspace in {@link dev.seenby.rocketchat.SettingCalls},
 *       {@link dev.seenby.rocketchat.PermissionCalls} and {@link dev.seenby.rocketchat.InfoCalls}.
 *   <li>What came in: {@link dev.seenby.rocketchat.Query} and {@link dev.seenby.rocketchat.Body};
 *       {@link dev.seenby.rocketchat.Paging}, {@link dev.seenby.rocketchat.Sorting},
 *       {@link dev.seenby.rocketchat.MessageQuery} and {@link dev.seenby.rocketchat.Projection} read the parameters
 *       that many calls have.
 *   <li>Who may do what: {@link dev.seenby.rocketchat.Authentication} finds the
 *       {@link dev.seenby.rocketchat.Caller}, {@link dev.seenby.rocketchat.Access} the caller's
 *       {@link dev.seenby.rocketchat.Seat} in a room, which knows what {@link dev.seenby.rocketchat.Permission}
 *       allows there.
 *   <li>What goes out: the classes ending in {@code Json} write one thing,
 *       {@link dev.seenby.rocketchat.ListReply} and {@link dev.seenby.rocketchat.MessageLists} many of them, through
 *       {@link dev.seenby.http.Output}.
 *   <li>What goes wrong: {@link dev.seenby.rocketchat.RocketChatException} is an answer,
 *       {@link dev.seenby.rocketchat.MeteorException} that of a method.
 * </ul>
 */
@NullMarked
package dev.seenby.rocketchat;

import org.jspecify.annotations.NullMarked;
