/**
 * The Zulip dialect: {@code /api/v1} as Zulip's documents print it; where they are silent, as a server of API feature
 * level {@value dev.seenby.zulip.ServerSettings#FEATURE_LEVEL}.
 *
 * <p>A request's way: {@link dev.seenby.zulip.Pipeline} finds the call, the app and the caller, asks the limiter, and
 * hands a {@link dev.seenby.zulip.Request} to one of the calls that {@link dev.seenby.zulip.ZulipRoutes} lists; the call
 * asks the use cases and makes a {@link dev.seenby.zulip.Reply}. {@link dev.seenby.zulip.Failures} makes the answer of
 * whatever fails on the way.
 *
 * <ul>
 *   <li>The calls: the classes ending in {@code Calls}, a family each. What takes more than a screen stands beside them:
 *       {@link dev.seenby.zulip.Subscribing}, {@link dev.seenby.zulip.Unsubscribing}, {@link dev.seenby.zulip.Marking},
 *       {@link dev.seenby.zulip.NewUser}.
 *   <li>What comes in: {@link dev.seenby.zulip.Parameters} are strictly typed; {@link dev.seenby.zulip.Directory},
 *       {@link dev.seenby.zulip.Principals}, {@link dev.seenby.zulip.Recipients} and
 *       {@link dev.seenby.zulip.ChannelNames} find who and what is meant; {@link dev.seenby.zulip.Narrows} makes a search of
 *       a narrow, {@link dev.seenby.zulip.Window} cuts it at an anchor.
 *   <li>Who may do what: {@link dev.seenby.zulip.Authentication} finds the caller, {@link dev.seenby.zulip.Access} what
 *       they see, {@link dev.seenby.zulip.Roles} what they are; {@link dev.seenby.zulip.Channel} is a room as Zulip sees it.
 *   <li>What goes out: the classes ending in {@code Json} write one thing, {@link dev.seenby.zulip.ChannelList},
 *       {@link dev.seenby.zulip.PeopleList} and {@link dev.seenby.zulip.Subscribers} many of them, page by page;
 *       {@link dev.seenby.zulip.Markdown} makes HTML of what people wrote.
 *   <li>Events: {@link dev.seenby.zulip.EventPublisher} makes them of what use cases tell,
 *       {@link dev.seenby.zulip.EventAudience} says for whom, {@link dev.seenby.zulip.EventCalls} hands them out,
 *       {@link dev.seenby.zulip.EventWaiting} wakes those who wait; {@link dev.seenby.zulip.InitialState} is what clients
 *       start from.
 *   <li>What goes wrong: {@link dev.seenby.zulip.ZulipException} is an answer.
 * </ul>
 */
@NullMarked
package dev.seenby.zulip;

import org.jspecify.annotations.NullMarked;
