package dev.seenby.zulip;

import dev.seenby.storage.App;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Topics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A narrow while its conditions are found one after the other. Whole history is looked at only in channels that were named,
 * or in all public ones, and with no condition on what the caller has done with messages; else what the caller received.
 */
final class NarrowTerms {
    private static final String RESOLVED = "✔ ";
    private static final int LONGEST_WORD = 256;
    private static final Pattern WORDS = Pattern.compile("\"[^\"]+\"|\\S+", Pattern.UNICODE_CHARACTER_CLASS);

    private final App app;
    private final Person caller;
    private final List<InboxSearch.Term> terms = new ArrayList<>();
    private @Nullable Set<Long> rooms;
    private boolean history;
    private boolean receivedOnly;
    private boolean ofChannels;
    private boolean direct;

    NarrowTerms(App app, Person caller) {
        this.app = app;
        this.caller = caller;
    }

    App app() {
        return app;
    }

    Person caller() {
        return caller;
    }

    /** @throws ZulipException 400 if it is more than can be searched for */
    Narrow narrow(boolean unnarrowed) {
        // One more may be added: unread, or certain messages.
        mustBeFew();
        return new Narrow(caller.app(), caller.id(), rooms, receivedOnly || !history, List.copyOf(terms), unnarrowed);
    }

    void add(NarrowTerm given, InboxSearch.Term term) {
        terms.add(given.negated() ? new InboxSearch.Not(term) : term);
    }

    /** Only in these rooms. */
    void only(Set<Long> some) {
        Set<Long> both = new HashSet<>(some);
        if (rooms != null) {
            both.retainAll(rooms);
        }
        rooms = both;
    }

    /** @param all whether all of the rooms' history may be seen, or only what was received */
    void withHistory(boolean all) {
        history = true;
        receivedOnly |= !all;
    }

    void channel(NarrowTerm given, Channel channel) {
        mustBeOfChannels(given);
        Set<Long> one = Set.of(channel.room().id());
        if (given.negated()) {
            add(given, new InboxSearch.InRooms(one));
        } else {
            only(one);
            withHistory(channel.historyIsPublic());
        }
    }

    /** In the conversation of a message. @param room where it stands */
    void with(Room room, Message message) {
        only(Set.of(room.id()));
        if (Channel.is(room)) {
            ofChannels = true;
            withHistory(new Channel(room).historyIsPublic());
            String topic = message.topic();
            terms.add(new InboxSearch.OnTopic(topic == null ? Topics.NONE : topic));
        } else {
            direct = true;
        }
    }

    void mustBeOfChannels(NarrowTerm given) {
        ofChannels |= !given.negated();
        mustNotBeBoth();
    }

    void mustBeDirect(NarrowTerm given) {
        direct |= !given.negated();
        mustNotBeBoth();
    }

    private void mustNotBeBoth() {
        if (ofChannels && direct) {
            throw NarrowTerm.bad("No message can be both a channel message and direct message");
        }
    }

    /** A condition that says all by itself. */
    void addPlain(NarrowTerm given) {
        String operand = given.operand().asText();
        switch (given.operator()) {
            case "topic", "subject" -> topic(given, operand);
            case "is" -> is(given, operand);
            case "in" -> in(given, operand);
            case "id" -> add(given, new InboxSearch.HasId(Set.of(id(operand))));
            case "near" -> {
                // Tells where the client wants to start, which the anchor says already.
            }
            case "search" -> search(given, operand);
            // Nothing here looks for links and pictures in texts.
            case "has" -> throw NarrowTerm.bad("unknown 'has' operand " + given.shown());
            default -> throw NarrowTerm.bad("unknown operator " + NarrowTerm.shown(given.operator()));
        }
    }

    private void topic(NarrowTerm given, String topic) {
        mustBeOfChannels(given);
        boolean none = topic.isEmpty() || topic.equalsIgnoreCase(Topics.NONE);
        add(given, new InboxSearch.OnTopic(none ? Topics.NONE : topic));
        if (none && !given.negated()) {
            // Direct messages have no topic either.
            terms.add(new InboxSearch.OfKinds(Channel.KINDS));
        }
    }

    private void is(NarrowTerm given, String operand) {
        switch (operand) {
            case "dm", "private" -> {
                if (given.negated()) {
                    ofChannels = true;
                } else {
                    direct = true;
                }
                mustNotBeBoth();
                add(given, new InboxSearch.OfKinds(EnumSet.of(Room.Kind.DIRECT)));
            }
            case "unread" -> add(given, new InboxSearch.IsUnread());
            case "starred" -> add(given, new InboxSearch.Flagged(Inbox.Flag.STARRED));
            case "mentioned" -> add(given, new InboxSearch.IsMention());
            case "resolved" -> add(given, new InboxSearch.TopicBegins(RESOLVED));
            // Nobody has words that alert them, and nobody follows or mutes topics or channels here.
            case "alerted", "followed", "muted" -> add(given, Narrow.NOTHING);
            default -> throw NarrowTerm.bad("unknown 'is' operand " + given.shown());
        }
        receivedOnly |= !operand.equals("resolved") && !operand.equals("muted");
    }

    private void in(NarrowTerm given, String operand) {
        if (!operand.equals("home") && !operand.equals("all")) {
            throw NarrowTerm.bad("unknown 'in' operand " + given.shown());
        }
        // Nothing is muted, so that both are everything; the real server does not negate it either.
    }

    private static long id(String operand) {
        long id = operand.matches("[0-9]+") ? Access.id(operand) : 0;
        if (id == 0 && !operand.matches("0+")) {
            throw NarrowTerm.bad("Invalid message ID");
        }
        return id;
    }

    /** Negated, none of the words may be there. */
    private void search(NarrowTerm given, String operand) {
        Matcher words = WORDS.matcher(operand);
        boolean any = false;
        while (words.find()) {
            String word = words.group();
            boolean phrase = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
            String held = phrase ? word.substring(1, word.length() - 1) : word;
            if (held.length() > LONGEST_WORD) {
                throw NarrowTerm.bad("a word of more than " + LONGEST_WORD + " characters");
            }
            if (!held.isEmpty()) {
                any = true;
                add(given, new InboxSearch.Holds(held));
                mustBeFew();
            }
        }
        if (!any) {
            add(given, Narrow.NOTHING);
        }
    }

    private void mustBeFew() {
        if (terms.size() >= NarrowTerm.MOST) {
            throw NarrowTerm.bad("more than " + (NarrowTerm.MOST - 1) + " conditions and words");
        }
    }
}
