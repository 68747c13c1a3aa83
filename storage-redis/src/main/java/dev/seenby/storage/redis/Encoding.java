package dev.seenby.storage.redis;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.Positions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes and entries as the scripts read them, in pieces small enough that one script run stays short. */
final class Encoding {
    /** About how many characters a piece has; one thing that is longer alone is a piece of its own. */
    static final int PIECE = 100_000;

    private Encoding() {}

    /** What a change belongs to that must not be seen half-done: someone's reads in a room and their membership of it. */
    private record Affair(long room, long person) {}

    /** At least one piece. A person's changes in a room are never spread over two. */
    static List<List<String>> changes(List<IndexChange> changes) {
        Map<Affair, List<String>> byAffair = new LinkedHashMap<>();
        for (IndexChange change : changes) {
            long person = change instanceof IndexChange.Share share ? share.person() : 0;
            byAffair.computeIfAbsent(new Affair(change.unit().room(), person), a -> new ArrayList<>())
                    .add(change(change));
        }
        return pieces(byAffair.values());
    }

    /** At least one piece. */
    static List<List<String>> entries(List<IndexEntry> entries) {
        return pieces(entries.stream().map(entry -> List.of(entry(entry))).toList());
    }

    private static String change(IndexChange change) {
        String unit = Keys.unit(change.unit());
        if (!(change instanceof IndexChange.Share share)) {
            return "D " + unit;
        }
        StringBuilder out = new StringBuilder("S ")
                .append(unit)
                .append(' ')
                .append(share.person())
                .append(' ')
                .append(share.version())
                .append(share.wasGone() ? " 1" : " 0")
                .append(share.isGone() ? " 1 " : " 0 ")
                .append(share.removed().size());
        for (long first : share.removed()) {
            out.append(' ').append(first);
        }
        return append(out, share.added());
    }

    private static String entry(IndexEntry entry) {
        StringBuilder out = new StringBuilder()
                .append(entry.person())
                .append(' ')
                .append(entry.version())
                .append(entry.gone() ? " 1" : " 0");
        return append(out, entry.runs());
    }

    private static String append(StringBuilder out, List<Positions> runs) {
        for (Positions run : runs) {
            out.append(' ').append(run.first()).append(' ').append(run.last());
        }
        return out.toString();
    }

    private static List<List<String>> pieces(Collection<List<String>> groups) {
        List<List<String>> pieces = new ArrayList<>();
        List<String> piece = new ArrayList<>();
        int length = 0;
        for (List<String> group : groups) {
            int more = group.stream().mapToInt(String::length).sum();
            if (length > 0 && length + more > PIECE) {
                pieces.add(piece);
                piece = new ArrayList<>();
                length = 0;
            }
            piece.addAll(group);
            length += more;
        }
        pieces.add(piece);
        return pieces;
    }
}
