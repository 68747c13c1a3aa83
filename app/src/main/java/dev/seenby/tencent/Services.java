package dev.seenby.tencent;

import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Subscriptions;

/** What the calls of the dialect ask: the use cases, and the storage for what needs none. */
public record Services(
        Tenants tenants,
        Registration registration,
        Conversations conversations,
        Sending sending,
        Reading reading,
        Receipts receipts,
        MessageFactsCache facts,
        People people,
        Rooms rooms,
        Messages messages,
        ReadRecord reads,
        Subscriptions subscriptions) {}
