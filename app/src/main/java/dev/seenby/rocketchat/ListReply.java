package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Listed;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A list of which a call asks for a part, written as it is found: the list, then {@code count}, {@code offset} and
 * {@code total}.
 *
 * @param name what the list is called
 * @param ascending false = from the end
 * @param atOnce how many are looked up at a time
 */
record ListReply<T>(String name, Paging paging, boolean ascending, int atOnce, Source<T> source, Writer<T> writer)
        implements Reply.Streamed {
    /** Where the list comes from. */
    @FunctionalInterface
    interface Source<T> {
        Future<Listed<T>> find(long offset, int limit);
    }

    /** How its parts are written. */
    @FunctionalInterface
    interface Writer<T> {
        Future<List<ObjectNode>> write(List<T> part);
    }

    /**
     * Which way the parameter {@code sort} orders a list that can be ordered by one field alone.
     *
     * @param others whether other fields are ignored; else they are refused
     */
    static boolean ascending(Request request, String field, boolean others) {
        String raw = request.query().text("sort");
        if (raw == null || raw.isEmpty()) {
            return true;
        }
        JsonParameter parameter = new JsonParameter("sort", raw);
        boolean ascending = true;
        for (Map.Entry<String, JsonNode> key : parameter.object().properties()) {
            double direction = key.getValue().isNumber() ? key.getValue().doubleValue() : 0;
            boolean known = key.getKey().equals(field);
            if (direction != 1 && direction != -1 || !known && !others) {
                throw parameter.malformed();
            }
            if (known) {
                ascending = direction == 1;
            }
        }
        return ascending;
    }

    @Override
    public Future<Void> writeTo(Output output) {
        output.add("{\"" + name + "\":[");
        return next(output, 0, 0);
    }

    /** @param found how many were found so far; those that vanished before they could be written are not in {@code written} */
    private Future<Void> next(Output output, int found, int written) {
        int limit = Math.min(atOnce, paging.count() - found);
        return part(paging.offset() + found, limit)
                .compose(part -> writer.write(part.items()).compose(items -> {
                    int count = written;
                    for (ObjectNode item : items) {
                        output.add(count++ == 0 ? "" : ",").add(StrictJson.bytes(item));
                    }
                    int all = found + part.items().size();
                    int writtenNow = count;
                    return output.flush()
                            .compose(out -> part.items().size() < limit || all == paging.count()
                                    ? end(output, writtenNow, part.total())
                                    : next(output, all, writtenNow));
                }));
    }

    private Future<Void> end(Output output, int count, long total) {
        return output.add("],\"count\":" + count + ",\"offset\":" + paging.offset() + ",\"total\":" + total
                        + ",\"success\":true}")
                .end();
    }

    private Future<Listed<T>> part(long offset, int limit) {
        if (ascending) {
            return source.find(offset, limit);
        }
        return source.find(0, 0).compose(none -> {
            long end = none.total() - offset;
            if (end <= 0) {
                return Future.succeededFuture(none);
            }
            long start = Math.max(0, end - limit);
            return source.find(start, (int) (end - start)).map(part -> {
                List<T> turned = new ArrayList<>(part.items());
                Collections.reverse(turned);
                return new Listed<>(turned, part.total());
            });
        });
    }
}
