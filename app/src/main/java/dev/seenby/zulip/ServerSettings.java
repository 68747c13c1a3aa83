package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import io.vertx.core.Future;
import java.util.List;

/** {@code GET /server_settings}: what clients ask before anybody signs in. */
final class ServerSettings {
    /** Every change of the API up to this one is promised. */
    static final int FEATURE_LEVEL = 421;

    static final String VERSION = "11.0";
    /** Of the ways to sign in that exist, those by which nobody can. */
    private static final List<String> NO_WAYS = List.of(
            "dev", "ldap", "remoteuser", "github", "azuread", "gitlab", "google", "apple", "saml", "openid connect");

    List<Call> calls() {
        return List.of(Call.get("/server_settings", request -> Future.succeededFuture(Reply.of(settings(request))))
                .open());
    }

    private static ObjectNode settings(Request request) {
        ObjectNode json = StrictJson.newObject();
        ObjectNode ways =
                json.putObject("authentication_methods").put("password", true).put("email", true);
        NO_WAYS.forEach(way -> ways.put(way, false));
        json.put("zulip_version", VERSION)
                .put("zulip_merge_base", VERSION)
                .put("zulip_feature_level", FEATURE_LEVEL)
                .put("push_notifications_enabled", false)
                .put("is_incompatible", false)
                .put("email_auth_enabled", true)
                .put("require_email_format_usernames", true)
                .put("realm_url", request.site())
                .put("realm_name", request.app().name())
                .put("realm_icon", "")
                .put("realm_description", "")
                .put("realm_web_public_access_enabled", false)
                .putArray("external_authentication_methods");
        return json.put("realm_uri", request.site());
    }
}
