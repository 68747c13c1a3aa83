package dev.seenby.tencent;

import dev.seenby.receipts.Receipts;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;

/** What the dialect's tests run on: any storage will do. */
record Stores(
        Apps apps,
        People people,
        Rooms rooms,
        Messages messages,
        ReadRecord reads,
        Inbox inbox,
        Receipts receipts,
        Subscriptions subscriptions) {}
