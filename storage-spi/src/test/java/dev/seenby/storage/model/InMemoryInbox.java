package dev.seenby.storage.model;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.InboxSearch.Flagged;
import dev.seenby.storage.InboxSearch.HasId;
import dev.seenby.storage.InboxSearch.Holds;
import dev.seenby.storage.InboxSearch.InRooms;
import dev.seenby.storage.InboxSearch.IsMention;
import dev.seenby.storage.InboxSearch.IsUnread;
import dev.seenby.storage.InboxSearch.Not;
import dev.seenby.storage.InboxSearch.OfKinds;
import dev.seenby.storage.InboxSearch.OnTopic;
import dev.seenby.storage.InboxSearch.SentBy;
import dev.seenby.storage.InboxSearch.Term;
import dev.seenby.storage.InboxSearch.TopicBegins;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Topics;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What messages are to one person, by looking at every message. */
final class InMemoryInbox implements Inbox {
    private final State state;
    private final Log log;

    InMemoryInbox(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    /** Those that are not deleted, by id. */
    private Stream<MessageState> messages() {
        return state.messages.values().stream().filter(message -> !state.isDeleted(message));
    }

    private RoomState room(MessageState message) {
        return state.room(message.message().facts().room());
    }

    private static boolean isReceived(MessageState message, long person) {
        return message.audience().contains(person) || message.message().facts().sender() == person;
    }

    private boolean isRead(MessageState message, long person) {
        MessageFacts facts = message.message().facts();
        return state.timeline(facts.timeline())
                .reads
                .getOrDefault(person, new TreeMap<>())
                .containsKey(facts.position());
    }

    private boolean isUnread(MessageState message, long person) {
        return isReceived(message, person) && !isRead(message, person);
    }

    private boolean isMention(MessageState message, long person) {
        Set<Long> mentioned =
                room(message).mentions.getOrDefault(message.message().facts().clock(), Set.of());
        return mentioned.contains(person) || mentioned.contains(0L);
    }

    private Set<Long> flagged(long person, Flag flag) {
        return state.flags.computeIfAbsent(person, p -> new HashMap<>()).computeIfAbsent(flag, f -> new HashSet<>());
    }

    @Override
    public Future<Map<Long, Standing>> standings(long app, long person, Collection<Long> messages) {
        State.atMost(messages, 1_000);
        return log.look(() -> messages()
                .filter(message -> room(message).room.app() == app
                        && messages.contains(message.message().facts().id()))
                .collect(Collectors.toMap(
                        message -> message.message().facts().id(),
                        message -> new Standing(
                                isReceived(message, person),
                                isRead(message, person),
                                isMention(message, person),
                                Stream.of(Flag.values())
                                        .filter(flag -> flagged(person, flag)
                                                .contains(message.message()
                                                        .facts()
                                                        .id()))
                                        .collect(Collectors.toSet())))));
    }

    @Override
    public Future<List<Long>> find(InboxSearch search) {
        State.within(search.limit(), 10_000);
        return log.look(() -> {
            Comparator<Long> order = search.ascending() ? Comparator.naturalOrder() : Comparator.reverseOrder();
            return messages()
                    .filter(message -> isIn(search, message))
                    .filter(message -> !search.received() || isReceived(message, search.person()))
                    .filter(message -> search.terms().stream()
                            .allMatch(term -> holds(term, search.person()).test(message)))
                    .map(message -> message.message().facts().id())
                    .filter(id -> order.compare(id, search.from()) >= 0)
                    .sorted(order)
                    .limit(search.limit())
                    .toList();
        });
    }

    private boolean isIn(InboxSearch search, MessageState message) {
        RoomState room = room(message);
        Set<Long> rooms = search.rooms();
        return room.room.app() == search.app()
                && (rooms == null ? room.members.containsKey(search.person()) : rooms.contains(room.room.id()));
    }

    private static String topic(Message message) {
        return State.lower(Objects.requireNonNullElse(message.topic(), Topics.NONE));
    }

    private Predicate<MessageState> holds(Term term, long person) {
        if (term instanceof Not not) {
            return holds(not.term(), person).negate();
        }
        if (term instanceof OfKinds of) {
            return message -> of.kinds().contains(room(message).room.kind());
        }
        if (term instanceof InRooms in) {
            return message -> in.rooms().contains(message.message().facts().room());
        }
        if (term instanceof OnTopic on) {
            return message -> topic(message.message()).equals(State.lower(on.topic()));
        }
        if (term instanceof TopicBegins begins) {
            return message -> topic(message.message()).startsWith(State.lower(begins.with()));
        }
        if (term instanceof SentBy by) {
            return message -> message.message().facts().sender() == by.person();
        }
        if (term instanceof IsUnread) {
            return message -> isUnread(message, person);
        }
        if (term instanceof IsMention) {
            return message -> isMention(message, person);
        }
        if (term instanceof Flagged flagged) {
            return message -> flagged(person, flagged.flag())
                    .contains(message.message().facts().id());
        }
        if (term instanceof HasId has) {
            return message -> has.ids().contains(message.message().facts().id());
        }
        String text = State.lower(((Holds) term).text());
        return message -> State.lower(message.message().text()).contains(text)
                || State.lower(Objects.requireNonNullElse(message.message().topic(), ""))
                        .contains(text);
    }

    @Override
    public Future<List<Unread>> unread(long person, int limit) {
        State.within(limit, 50_000);
        return log.look(() -> {
            List<Unread> unread = new ArrayList<>();
            messages()
                    .filter(message -> room(message).members.containsKey(person) && isUnread(message, person))
                    .forEach(message -> unread.add(
                            0,
                            new Unread(
                                    message.message().facts().id(),
                                    message.message().facts().room(),
                                    message.message().topic(),
                                    message.message().facts().sender(),
                                    isMention(message, person))));
            return unread.stream().limit(limit).toList();
        });
    }

    @Override
    public Future<List<Long>> unreadIn(long timeline, long person, long upTo, long after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> messages()
                .filter(message -> message.message().facts().timeline() == timeline
                        && message.message().facts().position() <= upTo
                        && message.message().facts().id() > after
                        && isUnread(message, person))
                .map(message -> message.message().facts().id())
                .limit(limit)
                .toList());
    }

    @Override
    public Future<Set<Long>> flag(long person, Collection<Long> messages, Flag flag, boolean on) {
        State.atMost(messages, 10_000);
        return log.look(() -> {
            long app = state.person(person).app();
            Set<Long> flagged = flagged(person, flag);
            return messages()
                    .filter(message -> room(message).room.app() == app)
                    .map(message -> message.message().facts().id())
                    .filter(messages::contains)
                    .filter(id -> on ? flagged.add(id) : flagged.remove(id))
                    .collect(Collectors.toSet());
        });
    }
}
