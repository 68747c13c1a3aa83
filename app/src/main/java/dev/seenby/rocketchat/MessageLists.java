package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.Messages;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers that are lists of messages. However many there are, only a part of them is in memory. */
final class MessageLists {
    /** What storage finds in one page; more are streamed. */
    private static final int PAGE = 1_000;
    /** How many are written before they are sent. */
    private static final int PART = 100;

    private final Messages messages;
    private final MessageJson json;

    MessageLists(Services services, MessageJson json) {
        this.messages = services.messages();
        this.json = json;
    }

    /**
     * What the parameters {@code sort}, {@code query} and {@code fields} ask for.
     *
     * @param fields null = whole messages
     */
    record Selection(
            List<MessageSearch.Order> order,
            MessageFilter filter,
            @Nullable Projection fields) {
        /** @param byDefault the order unless one is given */
        static Selection of(Request request, List<MessageSearch.Order> byDefault) {
            String sort = request.query().text("sort");
            String query = request.query().text("query");
            String fields = request.query().text("fields");
            return new Selection(
                    sort == null ? byDefault : Sorting.parse(sort),
                    query == null ? MessageFilter.ALL : MessageQuery.parse(query),
                    fields == null ? null : Projection.parse(fields));
        }

        Selection and(MessageFilter more) {
            if (more.equals(MessageFilter.ALL)) {
                // Storage knows the number of all messages, and has to count others.
                return this;
            }
            return new Selection(
                    order,
                    filter.equals(MessageFilter.ALL) ? more : new MessageFilter.And(List.of(filter, more)),
                    fields);
        }

        Selection in(List<MessageSearch.Order> another) {
            return new Selection(another, filter, fields);
        }

        MessageSearch search(MessageSearch.Scope scope, Paging paging) {
            int limit = paging.count() == Paging.ALL ? MessageSearch.NO_LIMIT : Math.min(paging.count(), PAGE);
            return new MessageSearch(scope, filter, order, paging.offset(), limit);
        }
    }

    /**
     * What was written.
     *
     * @param total how many there are without offset and limit
     * @param last null = none was written
     */
    record Written(int count, long total, @Nullable Message last) {}

    /** The rest of an answer, after its list. */
    @FunctionalInterface
    interface Rest {
        Future<ObjectNode> after(Written written);
    }

    /** Something that is being written. */
    private final class Writing {
        private final Request request;
        private final Output output;
        private final Function<ObjectNode, byte[]> form;
        private String separator;
        private int count;
        private @Nullable Message last;

        Writing(Request request, Output output, Function<ObjectNode, byte[]> form, String separator) {
            this.request = request;
            this.output = output;
            this.form = form;
            this.separator = separator;
        }

        /** A part at a time, so that what waits for a slow client is never much. */
        Future<Void> write(List<Message> batch) {
            Future<Void> done = Future.succeededFuture();
            for (int from = 0; from < batch.size(); from += PART) {
                List<Message> part = batch.subList(from, Math.min(batch.size(), from + PART));
                done = done.compose(before -> writePart(part));
            }
            return done;
        }

        private Future<Void> writePart(List<Message> part) {
            return json.writer(request.settings(), part).compose(writer -> {
                for (Message message : part) {
                    output.add(separator).add(form.apply(writer.apply(message)));
                    separator = ",";
                    last = message;
                }
                count += part.size();
                return output.flush();
            });
        }
    }

    /** The messages, then {@code count}, {@code offset}, {@code total}. @param name of the list */
    Reply counted(Request request, String name, MessageSearch search, @Nullable Projection fields) {
        return reply(
                request,
                name,
                search,
                fields,
                written -> Future.succeededFuture(StrictJson.newObject()
                        .put("count", written.count())
                        .put("offset", search.offset())
                        .put("total", written.total())));
    }

    /** The messages, then what {@code rest} finds. @param name of the list */
    Reply reply(Request request, String name, MessageSearch search, @Nullable Projection fields, Rest rest) {
        return (Reply.Streamed) output -> write(request, output.add("{\"" + name + "\":["), "", search, form(fields))
                .compose(rest::after)
                .compose(members -> {
                    // A part of an object: what follows its opening brace.
                    byte[] part = StrictJson.bytes(members.put("success", true));
                    part[0] = ',';
                    return output.add("]").add(part).end();
                });
    }

    /**
     * Writes messages with commas between them.
     *
     * @param separator what stands before the first one
     * @param form a message's JSON as it is sent
     */
    Future<Written> write(
            Request request, Output output, String separator, MessageSearch search, Function<ObjectNode, byte[]> form) {
        Writing writing = new Writing(request, output, form, separator);
        boolean all = search.limit() == MessageSearch.NO_LIMIT;
        MessageSearch page = new MessageSearch(
                search.scope(),
                search.filter(),
                search.order(),
                search.offset(),
                all ? PAGE : search.limit(),
                search.counted());
        return messages.search(page)
                // Few can be streamed at the same time: what does not fill a page is not.
                .compose(found -> all && found.items().size() == PAGE
                        ? messages.stream(search, writing::write)
                        : writing.write(found.items()).map(found.total()))
                .map(total -> new Written(writing.count, total, writing.last));
    }

    static Function<ObjectNode, byte[]> form(@Nullable Projection fields) {
        return fields == null ? StrictJson::bytes : message -> StrictJson.bytes(fields.apply(message));
    }
}
