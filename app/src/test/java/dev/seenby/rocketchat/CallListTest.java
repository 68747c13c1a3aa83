package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/compatibility.md lists the calls that there are. */
@ExtendWith(RocketChatServer.Shared.class)
class CallListTest {
    private static final Pattern LISTED = Pattern.compile("`((?:GET|POST) [/A-Za-z0-9.:_]+)`");

    @Test
    void everyCallIsListedAndEveryCallListedIsThere() throws IOException {
        TreeSet<String> there = new TreeSet<>();
        for (Call call : RocketChatRoutes.calls(RocketChatServer.shared().services(), InstantSource.system())) {
            String name = call.name().startsWith("v1/") ? call.name().substring(3) : "/api/" + call.name();
            there.add(call.method() + " " + (name.endsWith("/") ? name + ":id" : name));
        }

        String page = Files.readString(Path.of("..", "docs", "compatibility.md"));
        String part = page.substring(page.indexOf("\n## Rocket.Chat"), page.indexOf("\n## Zulip"));
        TreeSet<String> listed = new TreeSet<>();
        Matcher matcher = LISTED.matcher(part);
        while (matcher.find()) {
            listed.add(matcher.group(1));
        }
        assertThat(listed).isEqualTo(there);
    }
}
