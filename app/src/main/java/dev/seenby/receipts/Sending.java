package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import io.vertx.core.Future;
import java.util.List;

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

    private record Sent(Message message, boolean known) {}

    /**
     * As {@link Messages#send}. A message that was there before is not told again, unless it was sent through another node.
     *
     * @param app of room and sender
     */
    public Future<Message> send(long app, NewMessage message) {
        Telling.Act<Sent> act = new Telling.Act<>(
                app,
                message.sender(),
                null,
                true,
                null,
                () -> messages.send(message).map(sent -> {
                    boolean known = !sent.stringId().equals(message.stringId()) || facts.knows(sent.facts());
                    facts.put(sent.facts());
                    return new Sent(sent, known);
                }),
                (sent, found) -> sent.known() ? List.of() : List.of(new Change.Sent(sent.message())));
        return telling.act(act).map(Sent::message);
    }

    /** As {@link Messages#send}, of a message from before: nobody is told. @param message with its time */
    public Future<Message> importOld(NewMessage message) {
        return messages.send(message).onSuccess(sent -> facts.put(sent.facts()));
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
