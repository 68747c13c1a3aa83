package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /register}: a client is told how things stand, and gets a queue of what happens from then on. The queue is opened
 * first: what happens while the state is read is in both, and never in neither.
 */
final class RegisterCalls {
    private static final Duration SHORTEST = Duration.ofMinutes(2);
    private static final Duration USUAL = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(7);
    /** What clients may say that makes no difference here. */
    private static final List<String> IDLE_PARAMETERS = List.of(
            "slim_presence", "include_subscribers", "presence_history_limit_days", "simplified_presence_events");

    private final EventQueues queues;
    private final InitialState state;

    RegisterCalls(Services services) {
        this.queues = services.queues();
        this.state = new InitialState(services);
    }

    List<Call> calls() {
        return List.of(Call.post("/register", this::register));
    }

    private Future<Reply> register(Request request) {
        Parameters parameters = request.parameters();
        MessageJson.Style style = new MessageJson.Style(
                parameters.flag("apply_markdown", false), parameters.flag("client_gravatar", true));
        List<String> types = parameters.texts("event_types");
        List<String> fetched = parameters.texts("fetch_event_types");
        boolean allPublic = parameters.flag("all_public_streams", false);
        JsonNode given = parameters.json("narrow");
        EventNarrow narrow = given == null ? new EventNarrow(List.of()) : EventNarrow.of(given);
        JsonNode capabilities = parameters.json("client_capabilities");
        Duration idle = idle(parameters.integer("idle_queue_timeout"), parameters.integer("queue_lifespan_secs"));
        IDLE_PARAMETERS.forEach(parameters::json);
        if (allPublic && request.caller().role() == Person.Role.GUEST) {
            throw ZulipException.badRequest("User not authorized for this query");
        }
        boolean bulk = capabilities != null
                && capabilities.path("bulk_message_deletion").asBoolean(false);
        EventQueues.Queue queue = new EventQueues.Queue(
                UUID.randomUUID().toString(),
                request.app().sdkAppId(),
                request.caller().id(),
                // As in the real server, a narrow is about all messages that the caller may see.
                EventDetails.types(types, allPublic || !narrow.terms().isEmpty()),
                new EventDetails(style, bulk, narrow).json(),
                idle);
        return queues.open(queue)
                .compose(opened -> state.of(
                        StrictJson.newObject()
                                .put("queue_id", queue.id())
                                .put("last_event_id", -1)
                                .put("zulip_version", ServerSettings.VERSION)
                                .put("zulip_feature_level", ServerSettings.FEATURE_LEVEL)
                                .put("zulip_merge_base", ServerSettings.VERSION),
                        request,
                        wanted(fetched, types)));
    }

    private static @Nullable Set<String> wanted(@Nullable List<String> fetched, @Nullable List<String> types) {
        return fetched != null ? Set.copyOf(fetched) : types == null ? null : new HashSet<>(types);
    }

    /** Never so short that a queue ends while its client waits. */
    private static Duration idle(@Nullable Long timeout, @Nullable Long lifespan) {
        long seconds = Objects.requireNonNullElse(timeout, Objects.requireNonNullElse(lifespan, 0L));
        if (seconds <= 0) {
            return USUAL;
        }
        return Duration.ofSeconds(Math.max(SHORTEST.toSeconds(), Math.min(seconds, LONGEST.toSeconds())));
    }
}
