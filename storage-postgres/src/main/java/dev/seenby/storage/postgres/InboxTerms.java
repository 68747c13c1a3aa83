package dev.seenby.storage.postgres;

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
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Terms of a search as conditions on {@code message m} and its {@code room r}. Every value is a parameter. Each is true or
 * false, never null, so that {@code not} means what it says.
 */
final class InboxTerms {
    private final List<Object> parameters = new ArrayList<>();
    private final long person;
    private @Nullable String place;

    InboxTerms(long person) {
        this.person = person;
    }

    /** @return the parameter's place, as the type */
    String bind(Object value, String type) {
        parameters.add(value);
        return "$" + parameters.size() + "::" + type;
    }

    /** The place of the person for whom it is searched; a statement that asks for it nowhere may not have the parameter. */
    String person() {
        if (place == null) {
            place = bind(person, "bigint");
        }
        return place;
    }

    Tuple parameters() {
        return Tuple.from(parameters);
    }

    /** Whether it is true of all messages of a room or of none. */
    static boolean isOfRooms(Term term) {
        return term instanceof Not not ? isOfRooms(not.term()) : term instanceof OfKinds || term instanceof InRooms;
    }

    String condition(Term term) {
        if (term instanceof Not not) {
            return "(not " + condition(not.term()) + ")";
        }
        if (term instanceof OfKinds of) {
            List<String> kinds = of.kinds().stream().map(Enum::name).toList();
            return "(r.kind = any(" + bind(Columns.strings(kinds), "text[]") + "))";
        }
        if (term instanceof InRooms in) {
            return "(r.id = any(" + bind(Columns.longs(in.rooms()), "bigint[]") + "))";
        }
        if (term instanceof OnTopic on) {
            return ofText(
                    on.topic(), topic -> "(m.topic_folded = " + bind(MessageStatements.fold(topic), "text") + ")");
        }
        if (term instanceof TopicBegins begins) {
            return ofText(
                    begins.with(),
                    with -> "starts_with(m.topic_folded, " + bind(MessageStatements.fold(with), "text") + ")");
        }
        if (term instanceof SentBy by) {
            return "(m.sender = " + bind(by.person(), "bigint") + ")";
        }
        if (term instanceof IsUnread) {
            return "(" + InboxSql.received("m", person()) + " and not " + InboxSql.read("m", person()) + ")";
        }
        if (term instanceof IsMention) {
            return InboxSql.mentioned("m", person());
        }
        if (term instanceof Flagged flagged) {
            return "exists (select from message_flag f where f.person = " + person() + " and f.flag = "
                    + bind(flagged.flag().name(), "text") + " and f.message = m.id)";
        }
        if (term instanceof HasId has) {
            return "(m.id = any(" + bind(Columns.longs(has.ids()), "bigint[]") + "))";
        }
        Holds holds = (Holds) term;
        return ofText(holds.text(), text -> {
            String pattern = bind("%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%", "text");
            return "(m.text ilike " + pattern + " or coalesce(m.topic, '') ilike " + pattern + ")";
        });
    }

    /** No text of a message holds the character 0, which the database refuses. */
    private static String ofText(String text, UnaryOperator<String> condition) {
        return text.indexOf('\0') >= 0 ? "false" : condition.apply(text);
    }
}
