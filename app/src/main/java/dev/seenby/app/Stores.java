package dev.seenby.app;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Exports;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.Leases;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Webhooks;

/** All that the server needs of storage. */
record Stores(
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
        ReceiptIndex index,
        Limiter limiter,
        EventQueues queues,
        Leases leases,
        AppStamps stamps,
        Forgetting forgetting,
        Erasures erasures,
        Exports exports,
        Webhooks webhooks) {}
