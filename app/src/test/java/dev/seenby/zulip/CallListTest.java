package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/compatibility.md lists the calls that there are. */
@ExtendWith(RealServers.Shared.class)
class CallListTest {
    private static final Pattern LISTED = Pattern.compile("\\| `((?:GET|POST|PATCH|DELETE) /[a-z_/:]+)`");

    @Test
    void everyCallIsListedAndEveryCallListedIsThere() throws IOException {
        TreeSet<String> there = new TreeSet<>();
        try (ZulipServer server = new ZulipServer()) {
            for (Call call : ZulipRoutes.calls(server.services())) {
                there.add(call.method() + " " + call.path());
            }
        }

        String page = Files.readString(Path.of("..", "docs", "compatibility.md"));
        String part = page.substring(page.indexOf("\n## Zulip"));
        TreeSet<String> listed = new TreeSet<>();
        Matcher matcher = LISTED.matcher(part);
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }
        assertThat(listed).isEqualTo(there);
    }
}
