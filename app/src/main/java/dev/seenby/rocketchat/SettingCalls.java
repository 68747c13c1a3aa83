package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Apps;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The workspace's settings, of which only those exist that calls obey. */
final class SettingCalls {
    private final Apps apps;

    SettingCalls(Services services) {
        this.apps = services.apps();
    }

    List<Call> calls() {
        return List.of(
                Call.get("settings/", this::get),
                Call.post("settings/", this::set),
                Call.get("settings.public", this::listPublic).open());
    }

    private Future<Reply> get(Request request) {
        request.caller().must(Permission.VIEW_PRIVILEGED_SETTING);
        return Future.succeededFuture(Reply.success(json(named(request), request.settings())));
    }

    private Future<Reply> set(Request request) {
        request.caller().must(Permission.EDIT_PRIVILEGED_SETTING);
        Setting setting = named(request);
        JsonNode value = request.body().json().path("value");
        if (value.isMissingNode()) {
            throw RocketChatException.body("must have required property 'value'");
        }
        if (!setting.takes(value)) {
            throw RocketChatException.of(
                    400, setting.name() + " " + setting.legal(), "error-setting-validation-failed");
        }
        return apps.changeSettings(
                        request.app().sdkAppId(), Map.of(Settings.SETTING + setting.name(), value.toString()))
                .map(changed -> Reply.success());
    }

    private Future<Reply> listPublic(Request request) {
        Paging paging = Paging.of(request);
        String ids = request.query().text("_id");
        List<String> wanted = ids == null ? List.of() : Arrays.asList(ids.split(",", 1_000));
        List<Setting> all = Arrays.stream(Setting.values())
                .filter(Setting::isPublic)
                .filter(setting -> ids == null || wanted.contains(setting.name()))
                .sorted(Comparator.comparing(Setting::name))
                .toList();
        ObjectNode body = StrictJson.newObject();
        ArrayNode settings = body.putArray("settings");
        all.stream()
                .skip(paging.offset())
                .limit(paging.count())
                .forEach(setting -> settings.add(json(setting, request.settings())));
        return Future.succeededFuture(Reply.success(body.put("count", settings.size())
                .put("offset", paging.offset())
                .put("total", all.size())));
    }

    /** An unknown one is answered as the real server does: without a word. */
    private static Setting named(Request request) {
        return Setting.of(request.argument())
                .orElseThrow(() ->
                        RocketChatException.raw(400, StrictJson.newObject().put("success", false)));
    }

    private static ObjectNode json(Setting setting, Settings settings) {
        ObjectNode json = StrictJson.newObject().put("_id", setting.name());
        json.set("value", settings.value(setting));
        return json;
    }
}
