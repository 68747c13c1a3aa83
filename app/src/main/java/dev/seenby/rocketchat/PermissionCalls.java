package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which roles may do what. */
final class PermissionCalls {
    private static final int MOST_ROLES = 100;

    private final Apps apps;
    private final InstantSource clock;

    PermissionCalls(Services services, InstantSource clock) {
        this.apps = services.apps();
        this.clock = clock;
    }

    List<Call> calls() {
        return List.of(Call.post("permissions.update", this::update), Call.get("permissions.listAll", this::listAll));
    }

    private Future<Reply> update(Request request) {
        request.caller().must(Permission.ACCESS_PERMISSIONS);
        Map<String, String> changes = changes(request.body().json().path("permissions"));
        long app = request.app().sdkAppId();
        Future<Void> changed = changes.isEmpty() ? Future.succeededFuture() : apps.changeSettings(app, changes);
        return changed.compose(done -> apps.settings(app)).map(now -> {
            ObjectNode body = StrictJson.newObject();
            body.set("permissions", list(request.app(), new Settings(now), Instant.MIN));
            return Reply.success(body);
        });
    }

    private Map<String, String> changes(JsonNode asked) {
        if (!asked.isArray()) {
            throw malformed();
        }
        Map<String, String> changes = new HashMap<>();
        boolean roleUnknown = false;
        boolean permissionUnknown = false;
        for (JsonNode one : asked) {
            JsonNode roles = one.path("roles");
            if (!one.path("_id").isTextual() || !roles.isArray() || roles.size() > MOST_ROLES) {
                throw malformed();
            }
            for (JsonNode role : roles) {
                if (!role.isTextual()) {
                    throw malformed();
                }
                roleUnknown |= !Roles.known(role.textValue());
            }
            Optional<Permission> permission = Permission.of(one.path("_id").textValue());
            permissionUnknown |= permission.isEmpty();
            permission.ifPresent(known -> {
                changes.put(Settings.PERMISSION + known.id(), roles.toString());
                changes.put(Settings.PERMISSION_CHANGED + known.id(), Long.toString(clock.millis()));
            });
        }
        // One that is named twice is refused too.
        if (permissionUnknown || changes.size() < 2 * asked.size()) {
            throw RocketChatException.of(400, "Invalid permission", "error-invalid-permission");
        }
        if (roleUnknown) {
            throw RocketChatException.of(400, "Invalid role", "error-invalid-role");
        }
        return changes;
    }

    private static RocketChatException malformed() {
        return RocketChatException.of(400, "Invalid body params", "error-invalid-body-params");
    }

    private Future<Reply> listAll(Request request) {
        Instant since = UpdatedSince.of(
                request.query(),
                RocketChatException.coded(
                        "The \"updatedSince\" query parameter must be a valid date.",
                        "error-updatedSince-param-invalid"));
        ObjectNode body = StrictJson.newObject();
        body.set("update", list(request.app(), request.settings(), since == null ? Instant.MIN : since));
        body.putArray("remove");
        return Future.succeededFuture(Reply.success(body));
    }

    private static ArrayNode list(App app, Settings settings, Instant since) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Permission permission : Permission.values()) {
            Instant updatedAt = settings.changedAt(permission).orElse(app.createdAt());
            if (updatedAt.isAfter(since)) {
                ObjectNode json = all.addObject().put("_id", permission.id());
                ArrayNode roles = json.putArray("roles");
                settings.roles(permission).forEach(roles::add);
                json.put("_updatedAt", Times.iso(updatedAt));
            }
        }
        return all;
    }
}
