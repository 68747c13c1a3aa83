package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import io.vertx.core.Future;

/** Sends messages; the sender has read them from that moment. */
public final class Sending {
    private final Messages messages;
    private final MessageFactsCache facts;

    public Sending(Messages messages, MessageFactsCache facts) {
        this.messages = messages;
        this.facts = facts;
    }

    /** As {@link Messages#send}. */
    public Future<Message> send(NewMessage message) {
        return messages.send(message).onSuccess(sent -> facts.put(sent.facts()));
    }
}
