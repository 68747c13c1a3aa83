package dev.seenby.zulip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.seenby.http.BodyReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** A list of message ids, which may be longer than other values of JSON. */
final class IdList {
    /** How many ids a list may hold. */
    static final int MOST = 100_000;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(100)
                    .maxTokenCount(3L * MOST)
                    .maxDocumentLength(BodyReader.LIMIT)
                    .build())
            .build();

    private IdList() {}

    /**
     * Whole numbers, in the order given.
     *
     * @param name of the parameter
     * @throws ZulipException 400 if it is no list of them, or holds more than {@value #MOST}
     */
    static List<Long> of(String name, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw notJson(name);
            }
            if (first != JsonToken.START_ARRAY) {
                parser.skipChildren();
                mustEnd(name, parser);
                throw ZulipException.badRequest(name + " is not a list");
            }
            return of(name, parser);
        } catch (IOException notJson) {
            throw notJson(name);
        }
    }

    private static List<Long> of(String name, JsonParser parser) throws IOException {
        long[] ids = new long[16];
        int count = 0;
        int wrong = -1;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (count == MOST) {
                throw ZulipException.badRequest(name + " has more than " + MOST + " elements");
            }
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
            }
            boolean number = token == JsonToken.VALUE_NUMBER_INT;
            if (number && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                ids[count] = parser.getLongValue();
            } else if (wrong < 0) {
                wrong = count;
            }
            parser.skipChildren();
            count++;
        }
        mustEnd(name, parser);
        if (wrong >= 0) {
            // That of a number too large for any id, too.
            throw ZulipException.badRequest(name + "[" + wrong + "] is not an integer");
        }
        return LongStream.of(ids).limit(count).boxed().toList();
    }

    private static void mustEnd(String name, JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw notJson(name);
        }
    }

    private static ZulipException notJson(String name) {
        return ZulipException.badRequest(name + " is not valid JSON");
    }
}
