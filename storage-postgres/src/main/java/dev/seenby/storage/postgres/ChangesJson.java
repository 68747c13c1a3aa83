package dev.seenby.storage.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a batch as the log keeps them, an array with one array for each change: {@code [unit, room, id]} for a
 * dropped unit, {@code [unit, room, id, person, version, wasGone, isGone, [removed…], [first,last, first,last…]]} for a
 * share. {@code unit} is {@code "t"} or {@code "r"}.
 */
final class ChangesJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private ChangesJson() {}

    /** How many runs the changes name, about. */
    static int weight(List<IndexChange> changes) {
        int weight = 0;
        for (IndexChange change : changes) {
            weight += change instanceof IndexChange.Share share
                    ? 1 + share.removed().size() + share.added().size()
                    : 1;
        }
        return weight;
    }

    static String write(List<IndexChange> changes) {
        StringWriter out = new StringWriter(64 * changes.size());
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartArray();
            for (IndexChange change : changes) {
                json.writeStartArray();
                json.writeString(change.unit().kind() == IndexUnit.Kind.TIMELINE ? "t" : "r");
                json.writeNumber(change.unit().room());
                json.writeNumber(change.unit().id());
                if (change instanceof IndexChange.Share share) {
                    write(json, share);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, IndexChange.Share share) throws IOException {
        json.writeNumber(share.person());
        json.writeNumber(share.version());
        json.writeBoolean(share.wasGone());
        json.writeBoolean(share.isGone());
        json.writeStartArray();
        for (long first : share.removed()) {
            json.writeNumber(first);
        }
        json.writeEndArray();
        json.writeStartArray();
        for (Positions run : share.added()) {
            json.writeNumber(run.first());
            json.writeNumber(run.last());
        }
        json.writeEndArray();
    }

    static List<IndexChange> read(String text) {
        try {
            List<IndexChange> changes = new ArrayList<>();
            for (JsonNode change : MAPPER.readTree(text)) {
                changes.add(read(change));
            }
            return changes;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the index log is damaged", e);
        }
    }

    private static IndexChange read(JsonNode change) {
        IndexUnit unit = new IndexUnit(
                change.path(0).asText().equals("t") ? IndexUnit.Kind.TIMELINE : IndexUnit.Kind.ROOM,
                change.path(1).asLong(),
                change.path(2).asLong());
        if (change.size() == 3) {
            return new IndexChange.Dropped(unit);
        }
        List<Long> removed = new ArrayList<>();
        change.path(7).forEach(first -> removed.add(first.asLong()));
        List<Positions> added = new ArrayList<>();
        for (int i = 0; i + 1 < change.path(8).size(); i += 2) {
            added.add(new Positions(
                    change.path(8).path(i).asLong(), change.path(8).path(i + 1).asLong()));
        }
        return new IndexChange.Share(
                unit,
                change.path(3).asLong(),
                change.path(4).asLong(),
                change.path(5).asBoolean(),
                change.path(6).asBoolean(),
                removed,
                added);
    }
}
