package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Event;
import dev.seenby.storage.AppOptions.Feature;
import dev.seenby.storage.AppOptions.Webhook;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of {@code app}; their secrets are sealed, each for its app and purpose. */
final class AppRows {
    private final SecretBox box;

    AppRows(SecretBox box) {
        this.box = box;
    }

    App app(Row row) {
        long id = row.getLong("sdk_app_id");
        return new App(
                id,
                row.getString("name"),
                Arrays.asList(row.getArrayOfStrings("hosts")),
                row.getInteger("calls_per_second"),
                row.getInteger("ceiling_per_second"),
                row.getInteger("calls_per_second_per_person"),
                box.open(
                        id,
                        SecretBox.Purpose.SECRET_KEY,
                        row.getBuffer("secret_key").getBytes()),
                row.getString("administrator"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getLong("version"),
                options(id, row));
    }

    /** All that can be changed of an app, its id first; a new tuple, to which more can be added. */
    Tuple settings(App app) {
        AppOptions options = app.options();
        Webhook webhook = options.webhook();
        return Tuple.tuple()
                .addLong(app.sdkAppId())
                .addString(app.name())
                .addInteger(app.callsPerSecond())
                .addInteger(app.ceilingPerSecond())
                .addInteger(app.callsPerSecondPerPerson())
                .addBoolean(app.hosts().isEmpty())
                .addBuffer(sealed(app, SecretBox.Purpose.SECRET_KEY, app.secretKey()))
                .addString(new JsonObject(new HashMap<>(options.callLimits())).encode())
                .addInteger(options.messagesPerSecondPerGroup())
                .addInteger(options.keepReadsDays())
                .addValue(strings(options.off(), Feature::name))
                .addString(webhook == null ? null : webhook.url())
                .addBuffer(webhook == null ? null : sealed(app, SecretBox.Purpose.WEBHOOK, webhook.secret()))
                .addValue(webhook == null ? null : strings(webhook.events(), Event::name));
    }

    private Buffer sealed(App app, SecretBox.Purpose purpose, String secret) {
        return Buffer.buffer(box.seal(app.sdkAppId(), purpose, secret));
    }

    private AppOptions options(long id, Row row) {
        Map<String, Integer> callLimits = new HashMap<>();
        new JsonObject(row.getString("call_limits"))
                .forEach(limit -> callLimits.put(limit.getKey(), ((Number) limit.getValue()).intValue()));
        return new AppOptions(
                callLimits,
                row.getInteger("messages_per_second_per_group"),
                row.getInteger("keep_reads_days"),
                named(Feature.class, row.getArrayOfStrings("switched_off")),
                webhook(id, row));
    }

    private @Nullable Webhook webhook(long id, Row row) {
        String url = row.getString("webhook_url");
        return url == null
                ? null
                : new Webhook(
                        url,
                        box.open(
                                id,
                                SecretBox.Purpose.WEBHOOK,
                                row.getBuffer("webhook_secret").getBytes()),
                        named(Event.class, row.getArrayOfStrings("webhook_events")));
    }

    /** Names that a later version has written are left out. */
    private static <E extends Enum<E>> Set<E> named(Class<E> type, String[] names) {
        Set<E> named = EnumSet.allOf(type);
        named.removeIf(one -> !Arrays.asList(names).contains(one.name()));
        return named;
    }
}
