package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /messages}: those around an anchor in a narrow, or certain ones. Their ids are found before the first is
 * written, they themselves in parts while they are written.
 */
final class MessageListCalls {
    /** How many are in memory at once. */
    private static final int WRITTEN_AT_ONCE = 100;
    /** What storage takes at once. */
    private static final int AT_ONCE = 1_000;

    private final Narrows narrows;
    private final Access access;
    private final Inbox inbox;
    private final Messages messages;
    private final MessageJson json;

    MessageListCalls(Services services, Access access) {
        this.narrows = new Narrows(services, access);
        this.access = access;
        this.inbox = services.inbox();
        this.messages = services.messages();
        this.json = new MessageJson(services);
    }

    List<Call> calls() {
        return List.of(Call.get("/messages", this::list));
    }

    /**
     * What is asked for.
     *
     * @param ids those that are asked for by id; null = those around an anchor
     */
    private record Asked(
            @Nullable String anchor,
            boolean includeAnchor,
            long before,
            long after,
            List<NarrowTerm> terms,
            boolean firstUnread,
            MessageJson.Style style,
            @Nullable List<Long> ids) {
        static Asked of(Parameters parameters) {
            String anchor = parameters.text("anchor");
            boolean includeAnchor = parameters.flag("include_anchor", true);
            long before = count(parameters, "num_before");
            long after = count(parameters, "num_after");
            List<NarrowTerm> terms = NarrowTerm.all(parameters.json("narrow"));
            boolean firstUnread = parameters.flag("use_first_unread_anchor", false);
            boolean clientGravatar = parameters.flag("client_gravatar", true);
            boolean applyMarkdown = parameters.flag("apply_markdown", true);
            // Messages without a topic always stand under a name, so that there is nothing to allow.
            parameters.flag("allow_empty_topic_name", false);
            return new Asked(
                    anchor,
                    includeAnchor,
                    before,
                    after,
                    terms,
                    firstUnread,
                    new MessageJson.Style(applyMarkdown, clientGravatar),
                    ids(parameters));
        }

        private static long count(Parameters parameters, String name) {
            return parameters.text(name) == null ? 0 : parameters.requiredCount(name);
        }

        private static @Nullable List<Long> ids(Parameters parameters) {
            String text = parameters.text("message_ids");
            if (text == null || text.equals("null")) {
                return null;
            }
            List<Long> ids = IdList.of("message_ids", text);
            for (int i = 0; i < ids.size(); i++) {
                if (ids.get(i) < 0) {
                    throw ZulipException.badRequest("message_ids[" + i + "] is too small");
                }
            }
            return ids;
        }

        boolean namesRange() {
            return anchor != null || before > 0 || after > 0 || firstUnread;
        }
    }

    private Future<Reply> list(Request request) {
        Asked asked = Asked.of(request.parameters());
        List<Long> ids = asked.ids();
        if (ids != null) {
            return certain(request, asked, ids);
        }
        Long anchor = asked.firstUnread() ? null : anchor(asked.anchor());
        mustBeFew(
                asked.before() > Window.MOST
                        ? asked.before()
                        : asked.before() + Math.min(asked.after(), Window.NEWEST));
        Window.mustEndAtAnchor(asked.before(), asked.after(), asked.includeAnchor());
        Window window = new Window(anchor, (int) asked.before(), (int) asked.after(), asked.includeAnchor());
        return narrows.of(request.app(), request.caller(), asked.terms())
                .compose(narrow -> window.find(inbox, narrow))
                .map(found -> output -> write(request, asked, found.ids(), output)
                        .map(written -> end(
                                output,
                                StrictJson.newObject()
                                        .put("anchor", found.anchor())
                                        .put("found_anchor", found.foundAnchor())
                                        .put("found_oldest", found.foundOldest())
                                        .put("found_newest", found.foundNewest())
                                        .put("history_limited", false))));
    }

    private static @Nullable Long anchor(@Nullable String text) {
        if (text == null) {
            throw ZulipException.badRequest("Missing 'anchor' argument.");
        }
        return Window.anchor(text);
    }

    private static void mustBeFew(long count) {
        if (count > Window.MOST) {
            throw ZulipException.badRequest("Too many messages requested (maximum " + Window.MOST + ").");
        }
    }

    private Future<Reply> certain(Request request, Asked asked, List<Long> ids) {
        if (asked.namesRange()) {
            String parameters = "num_before, num_after, anchor, message_ids, include_anchor, use_first_unread_anchor";
            throw ZulipException.raw(
                    400,
                    ZulipException.error("Unsupported parameter combination: " + parameters)
                            .put("parameters", parameters)
                            .put("code", ZulipException.BAD_REQUEST));
        }
        mustBeFew(ids.size());
        return narrows.of(request.app(), request.caller(), asked.terms())
                .compose(narrow -> seen(request.caller(), narrow, new ArrayList<>(new HashSet<>(ids)), 0, List.of()))
                .map(found -> output -> write(request, asked, found, output)
                        .map(written -> end(
                                output,
                                StrictJson.newObject()
                                        .put("found_anchor", false)
                                        .put("found_oldest", false)
                                        .put("found_newest", false)
                                        .put("history_limited", false))));
    }

    /** Those of the messages that the caller sees and that are in the narrow, ascending. */
    private Future<List<Long>> seen(Person caller, Narrow narrow, List<Long> ids, int from, List<Long> found) {
        if (from >= ids.size()) {
            return Future.succeededFuture(found.stream().sorted().toList());
        }
        int to = Math.min(ids.size(), from + AT_ONCE);
        Set<Long> some = Set.copyOf(ids.subList(from, to));
        Future<List<Long>> part = narrow.unnarrowed()
                ? access.messages(caller, some).map(MessageListCalls::ids)
                : Window.find(inbox, narrow.and(new InboxSearch.HasId(some)).search(1, true, AT_ONCE));
        return part.compose(more -> {
            List<Long> all = new ArrayList<>(found);
            all.addAll(more);
            return seen(caller, narrow, ids, to, all);
        });
    }

    private static List<Long> ids(List<Message> messages) {
        return messages.stream().map(message -> message.facts().id()).toList();
    }

    /** @param ids ascending */
    private Future<Void> write(Request request, Asked asked, List<Long> ids, Output output) {
        output.add(",\"messages\":[");
        return write(request.app(), request.caller(), asked.style(), ids, 0, 0, output)
                .map(written -> {
                    output.add("]");
                    return null;
                });
    }

    /** @param written how many are; those deleted in between are not */
    private Future<Void> write(
            App app, Person caller, MessageJson.Style style, List<Long> ids, int from, int written, Output output) {
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(ids.size(), from + WRITTEN_AT_ONCE);
        return messages.byIds(app.sdkAppId(), ids.subList(from, to))
                .map(found -> {
                    List<Message> ordered = new ArrayList<>(found);
                    ordered.sort(
                            Comparator.comparingLong(message -> message.facts().id()));
                    return Collections.unmodifiableList(ordered);
                })
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(List.<ObjectNode>of())
                        : json.of(app, caller, found, style))
                .compose(part -> {
                    int count = written;
                    for (ObjectNode message : part) {
                        output.add(count++ == 0 ? "" : ",").add(StrictJson.bytes(message));
                    }
                    int now = count;
                    return output.flush().compose(flushed -> write(app, caller, style, ids, to, now, output));
                });
    }

    private static @Nullable Void end(Output output, ObjectNode members) {
        output.add(Reply.members(members));
        return null;
    }
}
