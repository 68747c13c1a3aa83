package dev.seenby.app;

import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;

/** The use cases, put together over the stores. */
record UseCases(
        Tenants tenants,
        Registration registration,
        Conversations conversations,
        MessageFactsCache facts,
        Sending sending,
        Reading reading,
        Receipts receipts,
        Privacy privacy) {
    /** About 30 MB when full. */
    private static final int MESSAGES_KEPT = 200_000;

    /** @param telling tells those who wait what the use cases do */
    static UseCases over(Stores stores, IndexKeeper keeper, ReceiptMetrics metrics, Telling telling) {
        MessageFactsCache facts = new MessageFactsCache(stores.messages(), MESSAGES_KEPT);
        return new UseCases(
                new Tenants(stores.apps(), stores.stamps()),
                new Registration(stores.people()),
                new Conversations(stores.rooms()),
                facts,
                new Sending(stores.messages(), facts, telling),
                new Reading(stores.rooms(), stores.reads(), stores.inbox(), stores.messages(), telling),
                new Receipts(stores.index(), keeper, stores.reads(), metrics),
                new Privacy(stores.people(), stores.mutes(), stores.apps(), telling));
    }
}
