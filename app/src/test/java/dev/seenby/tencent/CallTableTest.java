package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md has every call and every code, each with the test that shows it. */
class CallTableTest extends TencentTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("\\[([0-9]{5})]\\[([a-z]+)]");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([a-z]+)]: (\\S+)$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?:`(\\w+)`)? ?\\| `(\\w+)` \\|([^|]*)\\|([^|]*)\\|$");

    private String part;
    private Map<String, Path> tests;

    @BeforeEach
    void readPage() throws IOException {
        String page = Files.readString(DOCS.resolve("compatibility.md"));
        part = page.substring(page.indexOf("\n## Tencent IM"), page.indexOf("\n## Rocket.Chat"));
        tests = found(DEFINITION, part).collect(Collectors.toMap(m -> m.group(1), m -> DOCS.resolve(m.group(2))));
    }

    @Test
    void everyCallHasItsRowUnderItsServiceAndEveryRowIsACall() {
        List<String> there = TencentRoutes.commands(TencentServer.services(stores), NO_LIMIT, clock).stream()
                .map(command -> command.service().path + "/" + command.name())
                .toList();

        List<String> listed = new ArrayList<>();
        String service = "";
        for (MatchResult row : rows()) {
            service = row.group(1) == null ? service : row.group(1);
            listed.add(service + "/" + row.group(2));
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void everyCodeThatCanBeAnsweredLeadsToATestAndNoOtherDoes() {
        Set<Integer> codes =
                Stream.of(ErrorCode.values()).map(code -> code.number).collect(Collectors.toSet());
        Set<Integer> linked =
                found(LINK, part).map(link -> Integer.valueOf(link.group(1))).collect(Collectors.toSet());
        assertThat(linked).isEqualTo(codes);
    }

    @Test
    void everyTestThatIsNamedExistsAndHasTheCode() {
        Set<String> used = new TreeSet<>();
        found(LINK, part).forEach(link -> {
            used.add(link.group(2));
            assertThat(source(link.group(2))).as(link.group()).contains(link.group(1));
        });
        assertThat(tests.keySet()).isEqualTo(used);
    }

    @Test
    void theTestsOfACallMakeTheCall() {
        for (MatchResult row : rows()) {
            Pattern call = Pattern.compile("\"" + row.group(2) + "\"");
            Map<String, String> proofs = new HashMap<>();
            found(LINK, row.group(4)).forEach(link -> proofs.put(link.group(2), link.group()));
            assertThat(proofs).as(row.group(2)).isNotEmpty();
            proofs.forEach((test, link) -> assertThat(call.matcher(source(test)).find())
                    .as("%s of %s: the test makes the call", link, row.group(2))
                    .isTrue());
        }
    }

    private List<MatchResult> rows() {
        String table = part.substring(part.indexOf("### Calls"), part.indexOf("### The order of checks"));
        List<MatchResult> rows = found(ROW, table).toList();
        // The heading and the line below it are no rows.
        assertThat(rows)
                .hasSize(
                        (int) table.lines().filter(line -> line.startsWith("|")).count() - 2);
        return rows;
    }

    private String source(String test) {
        assertThat(tests).containsKey(test);
        try {
            return Files.readString(tests.get(test));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
