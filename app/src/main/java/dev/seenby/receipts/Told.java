package dev.seenby.receipts;

import dev.seenby.storage.MessageFacts;

/**
 * What was told of all readers of a message.
 *
 * @param readers how many there are, those of whom nothing was told included, the sender not
 * @param body as a dialect writes it; must not be changed
 */
public record Told(MessageFacts message, int readers, byte[] body) implements Directory.Weighed {
    @Override
    public int bytes() {
        return body.length;
    }
}
