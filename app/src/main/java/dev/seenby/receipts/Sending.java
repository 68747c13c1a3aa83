package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import io.vertx.core.Future;

/** Sends messages, which the sender has read from that moment; edits and deletes them. */
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

    /**
     * Gives a message another text and payload; who has read it stays. Fails as {@link Messages#edit}.
     *
     * @param editor storage id of a person
     */
    public Future<Message> edit(Message message, String text, String payload, long editor) {
        return messages.edit(message.facts().id(), text, payload, editor);
    }

    /** As {@link Messages#delete}. */
    public Future<Void> delete(Message message) {
        // Whatever the outcome: it may be gone now.
        return messages.delete(message.facts().id()).onComplete(any -> facts.evict(message.facts()));
    }
}
