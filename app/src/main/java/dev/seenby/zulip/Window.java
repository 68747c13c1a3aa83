package dev.seenby.zulip;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a narrow are meant: some before an anchor, some after it, and itself. What is beside the exact number of
 * them, and what is said to be found, is as the real server has it.
 *
 * @param anchor a message id, which need not exist; 0 = before all, {@link #NEWEST} = after all; null = the first unread
 * @param before 0 to {@link #MOST}
 * @param after 0 to {@link #MOST}
 */
record Window(@Nullable Long anchor, int before, int after, boolean includeAnchor) {
    /** Beyond every id. */
    static final long NEWEST = 10_000_000_000_000_000L;
    /** How many a call may ask for, the anchor not counted. */
    static final int MOST = 5_000;

    /**
     * What there is.
     *
     * @param anchor as it was asked for, or found
     * @param ids ascending
     * @param foundAnchor whether there is a message just there
     * @param foundOldest whether nothing is known to be before these
     * @param foundNewest whether nothing is known to be after these
     */
    record Found(long anchor, List<Long> ids, boolean foundAnchor, boolean foundOldest, boolean foundNewest) {
        Found {
            ids = List.copyOf(ids);
        }
    }

    /**
     * An anchor as a client gives it; null = the first unread.
     *
     * @throws ZulipException 400 {@code Invalid anchor}
     */
    static @Nullable Long anchor(String text) {
        return switch (text) {
            case "oldest" -> 0L;
            case "newest" -> NEWEST;
            case "first_unread" -> null;
            default -> number(text.strip());
        };
    }

    private static long number(String text) {
        if (!text.matches("[+-]?[0-9]+")) {
            throw ZulipException.badRequest("Invalid anchor");
        }
        if (text.startsWith("-")) {
            return 0;
        }
        String digits = text.replaceFirst("^\\+?0*", "");
        boolean beyond = digits.length() >= Long.toString(NEWEST).length();
        return beyond ? NEWEST : digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    /** With as many on both sides as a call may ask for. */
    static Window clamped(@Nullable Long anchor, long before, long after, boolean includeAnchor) {
        mustEndAtAnchor(before, after, includeAnchor);
        long less = Math.min(before, Math.max(MOST - after, MOST / 2));
        return new Window(anchor, (int) less, (int) Math.min(after, MOST - less), includeAnchor);
    }

    /** @throws ZulipException 400 if the anchor is left out in the middle */
    static void mustEndAtAnchor(long before, long after, boolean includeAnchor) {
        if (before > 0 && after > 0 && !includeAnchor) {
            throw ZulipException.badRequest("The anchor can only be excluded at an end of the range");
        }
    }

    /** The messages of a narrow. Fails with 400 when they cannot be found in reasonable time. */
    Future<Found> find(Inbox inbox, Narrow narrow) {
        return anchored(inbox, narrow).compose(at -> found(inbox, narrow, at));
    }

    /** Fails with 400 when it takes too long. */
    static Future<List<Long>> find(Inbox inbox, InboxSearch search) {
        return inbox.find(search)
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException.BadSearch
                                ? NarrowTerm.bad("this takes too long to find")
                                : failure));
    }

    private Future<Long> anchored(Inbox inbox, Narrow narrow) {
        return anchor != null
                ? Future.succeededFuture(anchor)
                : find(inbox, narrow.unread().search(1, true, 1)).map(first -> first.isEmpty() ? NEWEST : first.get(0));
    }

    private Future<Found> found(Inbox inbox, Narrow narrow, long at) {
        boolean left = at == 0;
        boolean right = at >= NEWEST;
        boolean searchBefore = !left && before > 0;
        boolean searchAfter = !right && after > 0;
        if (!searchBefore && !searchAfter) {
            // Whoever asks for nothing on either side asks for the anchor alone.
            return left || right
                    ? Future.succeededFuture(new Found(at, List.of(), false, left || before > 0, right || after > 0))
                    : find(inbox, narrow.search(at, true, 1))
                            .map(ids -> cut(ids.stream().filter(id -> id == at).toList(), at));
        }
        // The anchor comes with what is after it, if that is searched.
        int one = includeAnchor ? 1 : 0;
        Future<List<Long>> older = !searchBefore
                ? Future.succeededFuture(List.of())
                : find(inbox, narrow.search(searchAfter || one == 0 ? at - 1 : at, false, before + one));
        return older.compose(down -> (searchAfter
                        ? find(inbox, narrow.search(at + 1 - one, true, after + one))
                        : Future.succeededFuture(List.<Long>of()))
                .map(up -> {
                    List<Long> all = new ArrayList<>(down);
                    Collections.reverse(all);
                    all.addAll(up);
                    return cut(all, at);
                }));
    }

    private Found cut(List<Long> ids, long at) {
        boolean right = at >= NEWEST;
        List<Long> older = ids.stream().filter(id -> id < at).toList();
        List<Long> newer = ids.stream().filter(id -> id > at).toList();
        List<Long> kept = new ArrayList<>(older.subList(Math.max(0, older.size() - before), older.size()));
        boolean foundAnchor = older.size() + newer.size() < ids.size();
        if (foundAnchor) {
            kept.add(at);
        }
        kept.addAll(newer.subList(0, Math.min(newer.size(), after)));
        return new Found(at, kept, foundAnchor, at == 0 || older.size() < before, right || newer.size() < after);
    }
}
