package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.rocketchat.MessageLists.Selection;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code method.call/…}: the methods of Meteor that clients call to read, {@code getThreadMessages}, {@code readThreads}
 * and {@code readMessages}. Call and answer are texts in Meteor's extended JSON; what a method refuses is told in the
 * answer, whose status is 200.
 */
final class MethodCalls {
    private static final int MAX_LIMIT = 100;
    private static final long MAX_SKIP = 9_007_199_254_740_991L;

    private final Access access;
    private final MessageJson json;
    private final MessageLists lists;
    private final ReadingActs reading;

    MethodCalls(Access access, MessageJson json, MessageLists lists, ReadingActs reading) {
        this.access = access;
        this.json = json;
        this.lists = lists;
        this.reading = reading;
    }

    List<Call> calls() {
        return List.of(Call.post("method.call/", this::call));
    }

    /**
     * A method as it was called.
     *
     * @param id by which the client knows the answer
     */
    private record Invocation(String name, JsonNode id, JsonNode params) {
        /** The parameter at a place; null is absent. */
        Optional<JsonNode> param(int place) {
            return Optional.ofNullable(params.get(place)).filter(value -> !value.isNull());
        }

        String text(int place) {
            return param(place)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .orElseThrow(MethodCalls::mismatch);
        }
    }

    private Future<Reply> call(Request request) {
        Invocation called = invocation(request.body().required("message"));
        return Future.succeededFuture()
                .compose(start -> switch (called.name()) {
                    case "getThreadMessages" -> threadMessages(request, called);
                    case "readThreads" -> readThreads(request, called);
                    case "readMessages" -> readMessages(request, called);
                    default -> throw notThere(called.name());
                })
                .recover(failure -> failure instanceof MeteorException refusal
                        ? Future.succeededFuture(refused(called, refusal))
                        : Future.failedFuture(failure));
    }

    private static Invocation invocation(String message) {
        ObjectNode object = StrictJson.value(message)
                .filter(StrictJson::storable)
                .map(value -> value instanceof ObjectNode found ? found : null)
                .orElseThrow(() -> RocketChatException.body("message must be an object in EJSON"));
        JsonNode id = object.path("id");
        JsonNode params = object.path("params");
        if (!object.path("msg").asText().equals("method")
                || !object.path("method").isTextual()
                || !(id.isTextual() || id.isNumber())
                || !(params.isArray() || params.isMissingNode())) {
            throw RocketChatException.body("message must be a call of a method");
        }
        return new Invocation(object.get("method").textValue(), id, params);
    }

    private Future<Reply> threadMessages(Request request, Invocation called) {
        JsonNode options = called.param(0).filter(JsonNode::isObject).orElseThrow(MethodCalls::mismatch);
        String tmid = Optional.ofNullable(options.get("tmid"))
                .map(JsonNode::textValue)
                .orElseThrow(MethodCalls::mismatch);
        long limit = number(options.path("limit"), Integer.MAX_VALUE);
        long skip = number(options.path("skip"), MAX_SKIP);
        if (limit > MAX_LIMIT) {
            throw new MeteorException("error-not-allowed", "max limit: " + MAX_LIMIT, "getThreadMessages");
        }
        return thread(request, tmid, "Not Allowed").compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(
                        result(called, StrictJson.newObject().arrayNode()));
            }
            Access.Found thread = found.get();
            Selection all = new Selection(MessageSearch.NEWEST_FIRST, MessageFilter.ALL, null);
            MessageSearch replies = all.search(
                    new MessageSearch.InThread(thread.message().facts().id()),
                    new Paging(skip, limit == 0 ? Paging.ALL : (int) limit));
            return reading.threadRead(thread.seat(), thread.message())
                    .compose(read -> json.one(request.settings(), thread.message()))
                    .map(parent -> parent.has("tcount")
                            ? threadResult(request, called, parent, replies)
                            : result(called, StrictJson.newObject().arrayNode()));
        });
    }

    /** A number of at least 0; 0 if it is absent. */
    private static long number(JsonNode value, long most) {
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw mismatch();
        }
        return value.longValue();
    }

    /** The parent of a thread where the caller has access to it; empty if there is no such message. */
    private Future<Optional<Access.Found>> thread(Request request, String tmid, String denied) {
        if (!request.settings().on(Setting.Threads_enabled)) {
            throw new MeteorException("error-not-allowed", "Threads Disabled", "getThreadMessages");
        }
        RocketChatException unknown = RocketChatException.plain("unknown");
        RocketChatException refused = RocketChatException.plain("denied");
        return access.message(request.known(), request.caller(), tmid, () -> unknown, () -> refused)
                .map(Optional::of)
                .recover(failure -> {
                    if (failure == unknown) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    return Future.failedFuture(
                            failure == refused
                                    ? new MeteorException("error-not-allowed", denied, "getThreadMessages")
                                    : failure);
                });
    }

    private Future<Reply> readThreads(Request request, Invocation called) {
        return thread(request, called.text(0), "Not allowed")
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : reading.threadRead(found.get().seat(), found.get().message()))
                .map(read -> result(called, null));
    }

    private Future<Reply> readMessages(Request request, Invocation called) {
        boolean threads = called.param(1)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw mismatch();
                    }
                    return value.booleanValue();
                })
                .orElse(false);
        return access.byId(request.caller(), called.text(0))
                .compose(found -> {
                    Seat seat = found.orElseThrow(() -> new MeteorException(
                            "error-room-does-not-exist", "This room does not exist", "readMessages"));
                    if (!seat.canAccess()) {
                        throw new MeteorException("error-not-allowed", "Not allowed", "readMessages");
                    }
                    return reading.roomRead(seat, threads);
                })
                .recover(failure -> Future.failedFuture(
                        failure instanceof RocketChatException
                                ? new MeteorException("error-invalid-subscription", null, "readMessages")
                                : failure))
                .map(read -> result(called, null));
    }

    /** The parent, then the replies, which may be many. */
    private Reply threadResult(Request request, Invocation called, ObjectNode parent, MessageSearch replies) {
        ObjectNode head = answer(called);
        byte[] start = StrictJson.bytes(head);
        // Without the brace that closes it.
        String open = new String(start, 0, start.length - 1, StandardCharsets.UTF_8);
        return (Reply.Streamed) output -> {
            output.add("{\"message\":\"").add(Ejson.asText(Output.utf8(open + ",\"result\":[")));
            output.add(Ejson.asText(StrictJson.bytes(Ejson.message(parent))));
            return lists.write(
                            request,
                            output,
                            ",",
                            replies,
                            message -> Ejson.asText(StrictJson.bytes(Ejson.message(message))))
                    .compose(written -> output.add("]}\",\"success\":true}").end());
        };
    }

    private static ObjectNode answer(Invocation called) {
        return StrictJson.newObject().put("msg", "result").set("id", called.id());
    }

    /** @param value null = the method returns nothing */
    private static Reply result(Invocation called, @Nullable JsonNode value) {
        ObjectNode answer = answer(called);
        if (value != null) {
            answer.set("result", value);
        }
        return wrapped(answer);
    }

    private static Reply refused(Invocation called, MeteorException refusal) {
        ObjectNode answer = answer(called);
        answer.set("error", refusal.error());
        return wrapped(answer);
    }

    private static Reply wrapped(ObjectNode answer) {
        return Reply.success(
                StrictJson.newObject().put("message", new String(StrictJson.bytes(answer), StandardCharsets.UTF_8)));
    }

    private static MeteorException mismatch() {
        return new MeteorException(400, "Match failed");
    }

    private static MeteorException notThere(String method) {
        return new MeteorException(404, "Method '" + method + "' not found");
    }
}
