package dev.seenby.storage.model;

import dev.seenby.storage.Topics;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The topics of rooms. */
final class InMemoryTopics implements Topics {
    private static final int TOLD = 10_000;

    private final State state;
    private final Log log;

    InMemoryTopics(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<List<Topic>> of(long room, @Nullable Long receiver, int limit) {
        return log.look(() -> {
            List<Topic> topics = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            List<MessageState> newestFirst = new ArrayList<>(standing(room, receiver));
            newestFirst.sort((a, b) -> Long.compare(id(b), id(a)));
            for (MessageState each : newestFirst) {
                if (seen.add(folded(each.message().topic()))) {
                    topics.add(
                            new Topic(Objects.requireNonNullElse(each.message().topic(), NONE), id(each)));
                }
            }
            return topics.stream().limit(limit).toList();
        });
    }

    @Override
    public Future<Optional<Long>> first(long room, String topic, @Nullable Long receiver) {
        return log.look(() -> standing(room, receiver).stream()
                .filter(each -> isUnder(each, folded(topic)))
                .map(InMemoryTopics::id)
                .min(Long::compare));
    }

    @Override
    public Future<List<Stretch>> stretches(long room, String topic) {
        return log.look(() -> state.ifOpen(room).stream()
                .flatMap(open -> open.timelines.values().stream())
                .flatMap(timeline -> State.runs(positions(timeline, folded(topic))).stream()
                        .map(run -> new Stretch(timeline.id, run)))
                .toList());
    }

    @Override
    public Future<Moved> move(long message, Along along, String topic) {
        return log.look(() -> {
            MessageState moved = state.message(message);
            String from = folded(moved.message().topic());
            List<MessageState> all = standing(moved.message().facts().room(), null).stream()
                    .filter(each -> isUnder(each, from))
                    .filter(each -> switch (along) {
                        case NONE -> id(each) == message;
                        case LATER -> id(each) >= message;
                        case ALL -> true;
                    })
                    .toList();
            all.forEach(each -> each.move(Topics.kept(topic)));
            return new Moved(
                    all.stream().map(InMemoryTopics::id).sorted().limit(TOLD).toList(), all.size());
        });
    }

    /** Messages of a room, those received by somebody or all. */
    private List<MessageState> standing(long room, @Nullable Long receiver) {
        return state.ifOpen(room).stream()
                .flatMap(open -> open.messages.stream())
                .filter(each -> each.deletedAt == null)
                .filter(each -> receiver == null
                        || each.message().facts().sender() == receiver
                        || each.audience().contains(receiver))
                .toList();
    }

    private static TreeSet<Long> positions(TimelineState timeline, String topic) {
        TreeSet<Long> positions = new TreeSet<>();
        LongStream.rangeClosed(1, timeline.messages.size())
                .filter(position -> isUnder(timeline.messages.get((int) position - 1), topic))
                .forEach(positions::add);
        return positions;
    }

    private static boolean isUnder(MessageState message, String topic) {
        return folded(message.message().topic()).equals(topic);
    }

    private static String folded(@Nullable String topic) {
        return State.lower(Objects.requireNonNullElse(topic, NONE));
    }

    private static long id(MessageState message) {
        return message.message().facts().id();
    }
}
