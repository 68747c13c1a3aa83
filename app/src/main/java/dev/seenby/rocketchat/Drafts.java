package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Directory;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages on their way: what every way to write one checks, and how it is sent. */
final class Drafts {
    private static final int ID_CHARACTERS = 128;
    private static final int EXTRAS_BYTES = 64 << 10;

    /** A field that a sender may add to a message, and the type it must have. */
    private record Extra(String name, String type) {}

    private static final List<Extra> EXTRAS = List.of(
            new Extra("alias", "string"),
            new Extra("avatar", "string"),
            new Extra("emoji", "string"),
            new Extra("groupable", "boolean"),
            new Extra("parseUrls", "boolean"),
            new Extra("attachments", "array"),
            new Extra("blocks", "array"),
            new Extra("customFields", "object"));

    /**
     * A message to be sent.
     *
     * @param id null = 17 random characters
     * @param extras what stands beside the text
     * @param tmid a message of the thread to reply in, null = none
     * @param shown whether a reply also stands in the room
     */
    record Draft(
            @Nullable String id,
            String text,
            ObjectNode extras,
            @Nullable String tmid,
            boolean shown) {}

    private final Sending sending;
    private final Messages messages;
    private final Access access;
    private final Mentions mentions;

    Drafts(Services services, Access access) {
        this.sending = services.sending();
        this.messages = services.messages();
        this.access = access;
        this.mentions = new Mentions(services.people(), services.rooms());
    }

    /** The id that a client gives its message; null if it gives none. */
    static @Nullable String id(Body message) {
        String id = message.text("_id");
        if (id != null && (id.isEmpty() || id.length() > ID_CHARACTERS)) {
            throw RocketChatException.body(
                    "_id must NOT have fewer than 1 or more than " + ID_CHARACTERS + " characters");
        }
        return id;
    }

    /** What the sender added to a message. @throws RocketChatException naming a field of another type */
    static ObjectNode extras(Body message) {
        ObjectNode extras = StrictJson.newObject();
        for (Extra extra : EXTRAS) {
            if (message.has(extra.name())) {
                JsonNode value = message.json().get(extra.name());
                if (!isOf(extra.type(), value)) {
                    throw RocketChatException.body(extra.name() + " must be " + extra.type());
                }
                extras.set(extra.name(), value);
            }
        }
        if (StrictJson.bytes(extras).length > EXTRAS_BYTES) {
            throw RocketChatException.body("what stands beside msg must NOT have more than " + EXTRAS_BYTES + " bytes");
        }
        return extras;
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
    }

    /** Whether the text is not longer than the workspace allows. */
    static String checked(Settings settings, String text, String method) {
        if (text.codePointCount(0, text.length()) > settings.number(Setting.Message_MaxAllowedSize)) {
            throw RocketChatException.inMethod(
                    "Message size exceeds Message_MaxAllowedSize", "error-message-size-exceeded", method);
        }
        return text;
    }

    /** Sends the message into the room; a reply goes where its thread is. */
    Future<Message> send(Seat seat, Draft draft) {
        mayWrite(seat, draft.extras());
        if (draft.tmid() == null) {
            return send(seat, draft, null);
        }
        if (!seat.caller().settings().on(Setting.Threads_enabled)) {
            throw RocketChatException.inMethod("not-allowed", "error-not-allowed", "sendMessage");
        }
        return access.message(
                        Directory.NOTHING,
                        seat.caller(),
                        draft.tmid(),
                        Drafts::noThread,
                        () -> RocketChatException.plain("error-not-allowed"))
                .compose(found -> root(seat.caller(), found.message()).compose(parent -> {
                    mayWrite(found.seat(), draft.extras());
                    return send(found.seat(), draft, parent);
                }));
    }

    private static RocketChatException noThread() {
        return RocketChatException.coded("Invalid Message", "error-invalid-message");
    }

    /** The message at the head of the thread: itself, or the one that it replies to. */
    Future<Message> root(Caller caller, Message message) {
        Long parent = message.parent();
        return parent == null
                ? Future.succeededFuture(message)
                : messages.byIds(caller.person().app(), List.of(parent))
                        .map(found -> found.stream().findFirst().orElseThrow(Drafts::noThread));
    }

    /** What a caller needs to write in a room that is there. */
    static void mayWrite(Seat seat, ObjectNode extras) {
        if (!seat.canAccess()) {
            throw RocketChatException.plain("error-not-allowed");
        }
        boolean readOnly = RoomJson.details(seat.room()).path("ro").asBoolean();
        if (readOnly && !seat.may(Permission.POST_READONLY)) {
            throw RocketChatException.plain("You can't send messages because the room is readonly.");
        }
        if ((extras.has("alias") || extras.has("avatar")) && !seat.may(Permission.MESSAGE_IMPERSONATE)) {
            throw RocketChatException.plain("Not enough permission");
        }
    }

    private Future<Message> send(Seat seat, Draft draft, @Nullable Message parent) {
        Caller caller = seat.caller();
        return mentions.in(caller.person().app(), draft.text(), seat.may(Permission.MENTION_ALL))
                .compose(spoken -> sending.send(
                        seat.room().app(),
                        new NewMessage(
                                null,
                                Objects.requireNonNullElseGet(draft.id(), Names::randomId),
                                seat.room().id(),
                                timeline(draft, parent),
                                caller.id(),
                                null,
                                draft.text(),
                                payload(StrictJson.newObject(), draft.extras(), spoken),
                                parent == null ? null : (Long) parent.facts().id(),
                                parent == null ? null : parent.topic(),
                                null,
                                null,
                                Set.copyOf(spoken.people()))))
                .recover(failure -> Future.failedFuture(inWords(failure)));
    }

    private static TimelineKey timeline(Draft draft, @Nullable Message parent) {
        return parent == null || draft.shown()
                ? TimelineKey.MAIN
                : TimelineKey.thread(parent.facts().id());
    }

    private static Throwable inWords(Throwable failure) {
        if (failure instanceof StorageException.Conflict) {
            return RocketChatException.coded("A message with this _id exists already", "error-message-id-taken");
        }
        // The room or the thread was deleted meanwhile.
        return failure instanceof StorageException.NotFound ? RocketChatException.plain("error-invalid-room") : failure;
    }

    /** The text of a message changed. */
    Future<Message> edit(Seat seat, Message message, String text, ObjectNode changed) {
        ObjectNode whole = StrictJson.value(message.payload())
                .map(payload -> payload instanceof ObjectNode object ? object : null)
                .orElseGet(StrictJson::newObject);
        ObjectNode extras = whole.path(MessageJson.PAYLOAD) instanceof ObjectNode own ? own : StrictJson.newObject();
        extras.setAll(changed);
        return mentions.in(seat.caller().person().app(), text, seat.may(Permission.MENTION_ALL))
                .compose(spoken -> sending.edit(
                        seat.room().app(),
                        message,
                        text,
                        payload(whole, extras, spoken),
                        seat.caller().id()));
    }

    /** What is kept of a message beside its text. @param whole what other dialects have put there; is changed */
    private static String payload(ObjectNode whole, ObjectNode extras, Mentions.Found spoken) {
        ObjectNode own = extras.deepCopy();
        own.set("mentions", spoken.mentions());
        own.set("channels", spoken.channels());
        whole.set(MessageJson.PAYLOAD, own);
        return whole.toString();
    }
}
