package dev.seenby.admin;

import dev.seenby.storage.AppOptions.Event;
import dev.seenby.storage.AppOptions.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads where an app's back end wants to be told what, from the field {@code webhook}. */
final class WebhookFields {
    private static final int MOST_URL = 2_000;
    private static final int MOST_EVENTS = Event.values().length;

    private WebhookFields() {}

    /** @param secret of one that was not there before; one that was keeps its own */
    static @Nullable Webhook read(StrictObject app, @Nullable Webhook former, String secret) {
        if (app.isReset("webhook")) {
            return null;
        }
        StrictObject given = app.object("webhook");
        if (given == null) {
            return former;
        }
        String url = former != null && !given.has("url") ? former.url() : url(given);
        Set<Event> before = former == null ? Set.of(Event.READ) : former.events();
        Webhook webhook = new Webhook(url, former == null ? secret : former.secret(), events(given, before));
        given.nothingElse();
        return webhook;
    }

    private static String url(StrictObject webhook) {
        String url = webhook.requiredText("url", MOST_URL);
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    && url.chars().allMatch(c -> c < 128)) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw notOne(webhook);
        }
        throw notOne(webhook);
    }

    private static RuntimeException notOne(StrictObject webhook) {
        return webhook.wrong("url", "must be an http or https URL with a host, without user, password and fragment");
    }

    private static Set<Event> events(StrictObject webhook, Set<Event> former) {
        if (webhook.isReset("events")) {
            return Set.of(Event.READ);
        }
        if (!webhook.has("events")) {
            return former;
        }
        List<String> given = webhook.texts("events", MOST_EVENTS);
        Set<Event> events = EnumSet.noneOf(Event.class);
        for (String name : given) {
            events.add(Stream.of(Event.values())
                    .filter(event -> AppJson.name(event).equals(name))
                    .findFirst()
                    .orElseThrow(() -> webhook.wrong("events", "must be of " + names())));
        }
        if (events.isEmpty() || events.size() < given.size()) {
            throw webhook.wrong("events", "must name one or more, none twice, of " + names());
        }
        return events;
    }

    private static String names() {
        return Stream.of(Event.values()).map(AppJson::name).collect(Collectors.joining(", "));
    }
}
