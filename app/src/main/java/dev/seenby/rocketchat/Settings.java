package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Directory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A workspace's settings and permissions at the moment of a call. */
final class Settings implements Directory.Weighed {
    /** Before the names under which the storage keeps them. */
    static final String SETTING = "rocketchat/setting/";

    static final String PERMISSION = "rocketchat/permission/";
    /** When a permission was last changed. */
    static final String PERMISSION_CHANGED = "rocketchat/permission-changed/";

    private final Map<String, String> changed;

    /** @param changed JSON by name in the storage, of those that are not the default ones */
    Settings(Map<String, String> changed) {
        this.changed = Map.copyOf(changed);
    }

    @Override
    public int bytes() {
        return changed.entrySet().stream()
                .mapToInt(one -> one.getKey().length() + one.getValue().length())
                .sum();
    }

    JsonNode value(Setting setting) {
        String json = changed.get(SETTING + setting.name());
        return json == null ? setting.byDefault() : StrictJson.value(json).orElseGet(setting::byDefault);
    }

    boolean on(Setting setting) {
        return value(setting).asBoolean();
    }

    int number(Setting setting) {
        return value(setting).asInt();
    }

    String text(Setting setting) {
        return value(setting).asText();
    }

    /** Which roles have a permission. */
    List<String> roles(Permission permission) {
        String json = changed.get(PERMISSION + permission.id());
        if (json == null) {
            return permission.defaultRoles();
        }
        List<String> roles = new ArrayList<>();
        StrictJson.value(json).ifPresent(names -> names.forEach(name -> roles.add(name.asText())));
        return roles;
    }

    /** When a permission was last changed; empty if it never was. */
    Optional<Instant> changedAt(Permission permission) {
        return Optional.ofNullable(changed.get(PERMISSION_CHANGED + permission.id()))
                .flatMap(StrictJson::value)
                .map(value -> Instant.ofEpochMilli(value.asLong()));
    }
}
