package dev.seenby.storage.contract;

import dev.seenby.storage.Apps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Webhooks;

/** The faces of one record. */
public record Records(
        Apps apps,
        People people,
        Credentials credentials,
        Rooms rooms,
        Messages messages,
        Subscriptions subscriptions,
        Inbox inbox,
        Topics topics,
        Mutes mutes,
        ReadRecord reads,
        IndexLog log,
        Leases leases,
        Forgetting forgetting,
        Erasures erasures,
        Webhooks webhooks) {}
