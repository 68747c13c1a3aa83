package dev.seenby.app;

import dev.seenby.storage.Apps;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.Rooms;

/** All that the server needs of storage. */
record Stores(
        Apps apps,
        People people,
        Rooms rooms,
        Messages messages,
        ReadRecord reads,
        IndexLog log,
        ReceiptIndex index,
        Limiter limiter) {}
