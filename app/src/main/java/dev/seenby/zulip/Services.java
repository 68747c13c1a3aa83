package dev.seenby.zulip;

import dev.seenby.credentials.Passwords;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Rooms;

/** What the calls of the dialect ask: the use cases, and the storage for what needs none. */
public record Services(
        Tenants tenants,
        Receipts receipts,
        Passwords passwords,
        Apps apps,
        People people,
        Credentials credentials,
        Rooms rooms,
        Messages messages) {}
