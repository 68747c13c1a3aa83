package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code POST /messages/flags} for certain messages, {@code POST /messages/flags/narrow} for those around an anchor in a
 * narrow: a caller has read them, or has not, or puts a star on them, or collapses them, for themselves alone.
 */
final class MarkingCalls {
    private static final String IGNORED = "ignored_because_not_subscribed_channels";

    private final Marking marking;
    private final Narrows narrows;
    private final Inbox inbox;

    MarkingCalls(Services services, Access access) {
        this.marking = new Marking(services, access);
        this.narrows = new Narrows(services, access);
        this.inbox = services.inbox();
    }

    List<Call> calls() {
        return List.of(
                Call.post("/messages/flags", this::certain), Call.post("/messages/flags/narrow", this::narrowed));
    }

    private Future<Reply> certain(Request request) {
        Parameters parameters = request.parameters();
        List<Long> ids = IdList.of("messages", parameters.required("messages"));
        String op = parameters.required("op");
        Marking.Change change = Marking.Change.of(op, parameters.required("flag"));
        return marking.make(request.caller(), change, ids).map(done -> output -> {
            // As they came, whatever became of them.
            output.add(",\"messages\":[" + list(ids) + "],\"" + IGNORED + "\":[" + list(done.ignored()) + "]");
            return output.flush();
        });
    }

    private static String list(Collection<?> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private Future<Reply> narrowed(Request request) {
        Parameters parameters = request.parameters();
        String anchor = parameters.required("anchor");
        boolean includeAnchor = parameters.flag("include_anchor", true);
        long before = parameters.requiredCount("num_before");
        long after = parameters.requiredCount("num_after");
        // It must be there, but may be null.
        parameters.required("narrow");
        List<NarrowTerm> terms = NarrowTerm.all(parameters.json("narrow"));
        String op = parameters.required("op");
        String flag = parameters.required("flag");
        Window window = Window.clamped(Window.anchor(anchor), before, after, includeAnchor);
        Person caller = request.caller();
        return narrows.of(request.app(), caller, terms)
                .compose(found -> window.find(inbox, found))
                .compose(found -> marking.make(caller, Marking.Change.of(op, flag), found.ids())
                        .map(done -> Reply.of(json(found, done))));
    }

    private static ObjectNode json(Window.Found found, Marking.Done done) {
        List<Long> ids = found.ids();
        ObjectNode json = StrictJson.newObject()
                .put("processed_count", ids.size())
                .put("updated_count", done.count())
                .put("first_processed_id", ids.isEmpty() ? null : ids.get(0))
                .put("last_processed_id", ids.isEmpty() ? null : ids.get(ids.size() - 1))
                .put("found_oldest", found.foundOldest())
                .put("found_newest", found.foundNewest());
        done.ignored().forEach(json.putArray(IGNORED)::add);
        return json;
    }
}
