package dev.seenby.loadtests;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** The answers of one connection, one after the other: as much of them as a caller must know that takes little of the processors. */
final class HttpAnswer {
    private static final String LENGTH = "content-length: ";

    private Buffer unread = Buffer.buffer();

    /** A whole answer. @param head where the body begins. @param end where it ends */
    record Whole(Buffer all, int head, int end) {}

    /** Takes what has come. @return the answer, once there is all of it; the next begins with the next part then */
    Optional<Whole> add(Buffer part) {
        Buffer all = unread.length() == 0 ? part : unread.appendBuffer(part);
        int head = head(all);
        int end = head < 0 ? 0 : head + length(all, head);
        if (head < 0 || all.length() < end) {
            unread = all == part ? part.copy() : all;
            return Optional.empty();
        }
        unread = Buffer.buffer();
        return Optional.of(new Whole(all, head, end));
    }

    /** Where the body begins, -1 = not yet there. */
    private static int head(Buffer all) {
        for (int i = 3; i < all.length(); i++) {
            if (all.getByte(i) == '\n' && all.getByte(i - 2) == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Of the body, which never comes in chunks when it is short. */
    private static int length(Buffer all, int head) {
        for (int i = 1; i + LENGTH.length() < head; i++) {
            if (all.getByte(i - 1) == '\n' && isLength(all, i)) {
                return number(all, i + LENGTH.length());
            }
        }
        throw new IllegalStateException("an answer without a length: " + all);
    }

    /** The digits that stand there. */
    static int number(Buffer all, int from) {
        int number = 0;
        for (int i = from; i < all.length() && all.getByte(i) >= '0' && all.getByte(i) <= '9'; i++) {
            number = 10 * number + all.getByte(i) - '0';
        }
        return number;
    }

    private static boolean isLength(Buffer all, int from) {
        for (int i = 0; i < LENGTH.length(); i++) {
            if ((all.getByte(from + i) | 0x20) != (LENGTH.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }
}
