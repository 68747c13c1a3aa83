package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.MessageFilter;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Mallory changes good parameters here and there, hoping for a defect. */
class MutatedParametersTest {
    private static final List<String> GOOD = List.of(
            "{\"msg\":{\"$regex\":\"^(a|b)+\\\\d{2,3}[^x]$\",\"$options\":\"i\"},\"u.username\":{\"$in\":[\"bob\",null]}}",
            "{\"$or\":[{\"ts\":{\"$gte\":{\"$date\":1519677243907}}},{\"$nor\":[{\"tcount\":{\"$not\":{\"$lt\":2.5}}}]}]}",
            "{\"$and\":[{\"customFields.a\":{\"$exists\":true}},{\"ts\":{\"$lt\":{\"$date\":\"2018-02-26T20:34:03Z\"}}}]}",
            "{\"ts\":-1,\"customFields.x\":1,\"_id\":1}",
            "{\"u.username\":1,\"mentions._id\":1,\"_id\":0}");

    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "$", "$or", "$not", "$date", ".", "-", "0",
            "1", "9", "1e999", "null", "true", "{}", "[]", "(", ")", "?", "*", "{2}", "|", "é", "\ud83d", "\0", " ");

    @Property(tries = 3_000)
    void mutationsAreReadOrRefusedInWords(
            @ForAll @IntRange(max = 4) int which, @ForAll @IntRange(min = 1, max = 6) int changes, @ForAll long seed) {
        String mutant = mutated(GOOD.get(which), changes, new Random(seed));
        answers(() -> assertThat(MessageQuery.parse(mutant)).isInstanceOf(MessageFilter.class));
        answers(() -> assertThat(Sorting.parse(mutant)).hasSizeLessThanOrEqualTo(8));
        JsonNode message = StrictJson.value("{\"_id\":\"m\",\"u\":{\"username\":\"bob\"},\"mentions\":[{}]}")
                .orElseThrow();
        answers(() -> assertThat(
                        Projection.parse(mutant).apply(message.deepCopy()).size())
                .isLessThanOrEqualTo(3));
    }

    /** Runs it; a refusal is one that can be sent. */
    private static void answers(Runnable call) {
        try {
            call.run();
        } catch (RocketChatException refusal) {
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.code()).startsWith("error-invalid-");
            assertThat(StrictJson.object(StrictJson.bytes(refusal.body()))).contains(refusal.body());
        }
    }

    private static String mutated(String text, int changes, Random random) {
        StringBuilder mutant = new StringBuilder(text);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutant.length() + 1);
            int end = Math.min(mutant.length(), at + random.nextInt(3));
            switch (random.nextInt(4)) {
                case 0 -> mutant.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> mutant.delete(at, end);
                case 2 -> mutant.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
                default -> mutant.insert(at, mutant.substring(random.nextInt(at + 1), at));
            }
        }
        return mutant.toString();
    }
}
