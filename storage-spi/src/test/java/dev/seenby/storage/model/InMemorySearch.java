package dev.seenby.storage.model;

import dev.seenby.storage.Message;
import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageFilter.And;
import dev.seenby.storage.MessageFilter.Compare;
import dev.seenby.storage.MessageFilter.Matches;
import dev.seenby.storage.MessageFilter.Not;
import dev.seenby.storage.MessageFilter.Or;
import dev.seenby.storage.MessageFilter.Present;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.MessageSearch.InRoom;
import dev.seenby.storage.MessageSearch.InThread;
import dev.seenby.storage.MessageSearch.Order;
import dev.seenby.storage.MessageSearch.ThreadsOf;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.BadSearch;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.State.MessageState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Searches by looking at every message. Used only under the lock of {@link Log}. */
final class InMemorySearch {
    private final State state;

    InMemorySearch(State state) {
        this.state = state;
    }

    /** All that are found, in order. */
    List<Message> all(MessageSearch search) {
        Predicate<Message> condition = condition(search.filter());
        return state.messages.values().stream()
                .filter(message -> !state.isDeleted(message))
                .map(MessageState::message)
                .filter(message -> isIn(search.scope(), message) && condition.test(message))
                .sorted(order(search.order()))
                .toList();
    }

    static List<Message> part(MessageSearch search, List<Message> found) {
        return found.stream().skip(search.offset()).limit(search.limit()).toList();
    }

    private boolean isIn(MessageSearch.Scope scope, Message message) {
        long id = message.facts().id();
        if (scope instanceof InRoom in) {
            return message.facts().room() == in.room();
        }
        if (scope instanceof InThread in) {
            return Objects.equals(message.parent(), in.parent());
        }
        ThreadsOf of = (ThreadsOf) scope;
        List<Message> replies = state.replies(id);
        if (message.facts().room() != of.room() || replies.isEmpty()) {
            return false;
        }
        if (of.follower() == null) {
            return true;
        }
        Long seen = state.followers.getOrDefault(id, Map.of()).get(of.follower());
        return seen != null
                && (!of.unseen()
                        || replies.stream().anyMatch(reply -> reply.facts().clock() > seen));
    }

    private Predicate<Message> condition(MessageFilter filter) {
        if (filter instanceof And and) {
            List<Predicate<Message>> parts =
                    and.parts().stream().map(this::condition).toList();
            return message -> parts.stream().allMatch(part -> part.test(message));
        }
        if (filter instanceof Or or) {
            List<Predicate<Message>> parts =
                    or.parts().stream().map(this::condition).toList();
            return message -> parts.stream().anyMatch(part -> part.test(message));
        }
        if (filter instanceof Not not) {
            return condition(not.part()).negate();
        }
        if (filter instanceof Compare compare) {
            return message -> elements(message, compare.field()).anyMatch(value -> holds(compare, value));
        }
        if (filter instanceof Present present) {
            return message -> values(message, present.field()).anyMatch(Objects::nonNull);
        }
        Matches matches = (Matches) filter;
        Pattern pattern = pattern(matches);
        return message -> elements(message, matches.field())
                .anyMatch(value ->
                        value instanceof String text && pattern.matcher(text).find());
    }

    private static boolean holds(Compare compare, @Nullable Object value) {
        Object other = compare.value();
        int difference;
        if (value instanceof String text && other instanceof String with) {
            difference = byCodePoints(text, with);
        } else if (value instanceof Number number && other instanceof Double with) {
            difference = decimal(number).compareTo(decimal(with));
        } else if (value instanceof Boolean truth && other instanceof Boolean with) {
            difference = Boolean.compare(truth, with);
        } else if (value instanceof Instant time && other instanceof Instant with) {
            difference = time.compareTo(with);
        } else {
            return false;
        }
        return switch (compare.comparison()) {
            case EQUAL -> difference == 0;
            case LESS -> difference < 0;
            case LESS_OR_EQUAL -> difference <= 0;
            case GREATER -> difference > 0;
            case GREATER_OR_EQUAL -> difference >= 0;
        };
    }

    /** What the payload holds beyond a double's range is beyond all that is searched for. */
    private static BigDecimal decimal(Number number) {
        if (Double.isInfinite(number.doubleValue())) {
            return new BigDecimal(number.doubleValue() > 0 ? "1e9999" : "-1e9999");
        }
        return new BigDecimal(number.toString());
    }

    private static int byCodePoints(String a, String b) {
        return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private static Pattern pattern(Matches matches) {
        String pattern = matches.pattern();
        if (pattern.length() > 256
                || Pattern.compile("(?<!\\\\)(\\\\\\\\)*\\\\\\d")
                        .matcher(pattern)
                        .find()) {
            throw new BadSearch("a regular expression with what is not supported", null);
        }
        try {
            int folding = matches.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
            return Pattern.compile(pattern, Pattern.DOTALL | folding);
        } catch (PatternSyntaxException e) {
            throw new BadSearch("a malformed regular expression", e);
        }
    }

    private Comparator<Message> order(List<Order> keys) {
        Comparator<Message> order = (a, b) -> 0;
        boolean ascending = true;
        for (Order key : keys) {
            Comparator<Message> next = Comparator.comparing(
                    message -> first(message, key.field()),
                    (a, b) -> a.isEmpty() || b.isEmpty()
                            ? Boolean.compare(a.isPresent(), b.isPresent())
                            : compare(a.get(), b.get()));
            ascending = key.ascending();
            order = order.thenComparing(ascending ? next : next.reversed());
        }
        Comparator<Message> byId =
                Comparator.comparing(message -> message.facts().id());
        return order.thenComparing(ascending ? byId : byId.reversed());
    }

    private static int compare(Object a, Object b) {
        if (rank(a) != rank(b)) {
            return Integer.compare(rank(a), rank(b));
        }
        if (a instanceof Instant time) {
            return time.compareTo((Instant) b);
        }
        if (a instanceof Number number) {
            return decimal(number).compareTo(decimal((Number) b));
        }
        return a instanceof String || a instanceof Boolean ? byCodePoints(a.toString(), b.toString()) : 0;
    }

    private static int rank(Object value) {
        return value instanceof Number
                ? 1
                : value instanceof String ? 2 : value instanceof JsonObject ? 3 : value instanceof JsonArray ? 4 : 5;
    }

    /** The values of a field that are not null, those of an array one by one. */
    private Stream<Object> elements(Message message, MessageField field) {
        return values(message, field).flatMap(InMemorySearch::unwrapped).filter(Objects::nonNull);
    }

    private Optional<Object> first(Message message, MessageField field) {
        List<@Nullable Object> elements =
                values(message, field).flatMap(InMemorySearch::unwrapped).toList();
        return elements.isEmpty() ? Optional.empty() : Optional.ofNullable(elements.get(0));
    }

    private Stream<@Nullable Object> values(Message message, MessageField field) {
        if (field instanceof Column column) {
            return Stream.ofNullable(value(message, column));
        }
        List<@Nullable Object> found = new ArrayList<>(List.of(new JsonObject(message.payload())));
        for (String name : ((Detail) field).path()) {
            found = new ArrayList<>(found.stream()
                    .flatMap(InMemorySearch::unwrapped)
                    .filter(value -> value instanceof JsonObject object && object.containsKey(name))
                    .map(object -> ((JsonObject) object).getValue(name))
                    .toList());
        }
        return found.stream();
    }

    private static Stream<@Nullable Object> unwrapped(@Nullable Object value) {
        return value instanceof JsonArray array ? array.stream() : Stream.of((Object) value);
    }

    private @Nullable Object value(Message message, Column column) {
        Person sender = state.people.get(message.facts().sender());
        Message.Edit edit = message.edit();
        Person editor = edit == null ? null : state.people.get(edit.editor());
        List<Message> replies = state.replies(message.facts().id());
        MessageState parent = message.parent() == null ? null : state.messages.get(message.parent());
        return switch (column) {
            case STRING_ID -> message.stringId();
            case ROOM_ID -> state.room(message.facts().room()).room.roomId();
            case TEXT -> message.text();
            case SENT_AT -> message.sentAt();
            case UPDATED_AT -> message.updatedAt();
            case EDITED_AT -> edit == null ? null : edit.at();
            case EDITOR_ID -> editor == null ? null : editor.rocketChatId();
            case EDITOR_USERNAME -> editor == null ? null : editor.username();
            case SENDER_ID -> sender == null ? null : sender.rocketChatId();
            case SENDER_USERNAME -> sender == null ? null : sender.username();
            case SENDER_NAME -> sender == null ? null : sender.name();
            case PARENT_ID -> parent == null ? null : parent.message().stringId();
            case SHOWN_IN_ROOM ->
                parent != null && message.facts().timelineKind() != TimelineKey.Kind.THREAD ? true : null;
            case REPLIES -> replies.isEmpty() ? null : (double) replies.size();
            case LAST_REPLY_AT ->
                replies.stream()
                        .map(Message::sentAt)
                        .max(Comparator.naturalOrder())
                        .orElse(null);
        };
    }
}
