package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import io.vertx.core.Future;

/** Sends messages, which the sender has read from that moment; edits and deletes them. Who waits for it is told. */
public final class Sending {
    private final Messages messages;
    private final MessageFactsCache facts;
    private final Telling telling;

    public Sending(Messages messages, MessageFactsCache facts, Telling telling) {
        this.messages = messages;
        this.facts = facts;
        this.telling = telling;
    }

    /** As {@link Messages#send}. @param app of room and sender */
    public Future<Message> send(long app, NewMessage message) {
        return telling.act(
                app,
                message.sender(),
                () -> messages.send(message).onSuccess(sent -> facts.put(sent.facts())),
                Change.Sent::new);
    }

    /**
     * Gives a message another text and payload; who has read it stays. Fails as {@link Messages#edit}.
     *
     * @param message as it is now
     * @param editor storage id of a person
     */
    public Future<Message> edit(long app, Message message, String text, String payload, long editor) {
        return telling.act(
                app,
                editor,
                () -> messages.edit(message.facts().id(), text, payload, editor),
                after -> new Change.Edited(message, after));
    }

    /** As {@link Messages#delete}. @param message as it is now */
    public Future<Void> delete(long app, Message message) {
        return telling.act(
                app,
                message.facts().sender(),
                // Whatever the outcome: it may be gone now.
                () -> messages.delete(message.facts().id()).onComplete(any -> facts.evict(message.facts())),
                done -> new Change.Deleted(message));
    }
}
