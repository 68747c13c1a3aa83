package dev.seenby.zulip;

import dev.seenby.credentials.Passwords;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Topics;

/** What the calls of the dialect ask: the use cases, and the storage for what needs none. */
public record Services(
        Tenants tenants,
        Registration registration,
        Conversations conversations,
        Sending sending,
        Reading reading,
        Receipts receipts,
        Privacy privacy,
        Passwords passwords,
        Apps apps,
        People people,
        Credentials credentials,
        Rooms rooms,
        Messages messages,
        Subscriptions subscriptions,
        Inbox inbox,
        Topics topics,
        Mutes mutes,
        EventQueues queues,
        Telling telling,
        EventWaiting waiting) {}
