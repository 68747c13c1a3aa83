package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.Secrets;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Tokens that people make for programs, under names of their own. They never expire. */
final class PersonalTokenCalls {
    private static final int MOST = 100;
    private static final int NAME_CHARACTERS = 255;
    private static final int LAST_PART = 6;

    private final Credentials credentials;
    private final InstantSource clock;

    PersonalTokenCalls(Services services, InstantSource clock) {
        this.credentials = services.credentials();
        this.clock = clock;
    }

    List<Call> calls() {
        return List.of(
                Call.post("users.generatePersonalAccessToken", this::generate),
                Call.post("users.regeneratePersonalAccessToken", this::regenerate),
                Call.get("users.getPersonalAccessTokens", this::list),
                Call.post("users.removePersonalAccessToken", this::remove));
    }

    private Future<Reply> generate(Request request) {
        String method = "personalAccessTokens:generateToken";
        String name = name(request);
        boolean bypassTwoFactor = request.body().flag("bypassTwoFactor", false);
        mustBeAllowed(request, method);
        return tokens(request).compose(tokens -> {
            if (named(tokens, name).isPresent()) {
                throw RocketChatException.inMethod(
                        "A token with this name already exists", "error-token-already-exists", method);
            }
            if (tokens.size() >= MOST) {
                throw RocketChatException.inMethod(
                        "There are " + MOST + " personal access tokens already", "error-too-many-tokens", method);
            }
            return make(request, name, bypassTwoFactor);
        });
    }

    private Future<Reply> regenerate(Request request) {
        String method = "personalAccessTokens:regenerateToken";
        String name = name(request);
        mustBeAllowed(request, method);
        return tokens(request)
                .map(tokens -> named(tokens, name).orElseThrow(() -> unknown(method)))
                // A token takes the place of the one with its name.
                .compose(former -> make(
                        request, name, details(former).path("bypassTwoFactor").asBoolean()));
    }

    private Future<Reply> make(Request request, String name, boolean bypassTwoFactor) {
        String token = Secrets.rocketChatToken();
        ObjectNode details = StrictJson.newObject()
                .put("lastTokenPart", token.substring(token.length() - LAST_PART))
                .put("bypassTwoFactor", bypassTwoFactor)
                .put("createdAt", Times.iso(clock.instant()));
        Credential credential = new Credential(
                Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN, Secrets.hash(token), name, null, details.toString());
        return credentials
                .add(request.caller().id(), credential)
                .map(added -> Reply.success(StrictJson.newObject().put("token", token)));
    }

    private Future<Reply> list(Request request) {
        if (!request.caller().may(Permission.CREATE_PERSONAL_ACCESS_TOKENS)) {
            throw RocketChatException.coded("Not Authorized", "not-authorized");
        }
        return tokens(request).map(tokens -> {
            ObjectNode body = StrictJson.newObject();
            ArrayNode array = body.putArray("tokens");
            for (Credential token : tokens) {
                JsonNode details = details(token);
                array.addObject()
                        .put("name", token.name())
                        .put("createdAt", details.path("createdAt").asText())
                        .put("lastTokenPart", details.path("lastTokenPart").asText())
                        .put("bypassTwoFactor", details.path("bypassTwoFactor").asBoolean());
            }
            return Reply.success(body);
        });
    }

    private Future<Reply> remove(Request request) {
        String method = "personalAccessTokens:removeToken";
        String name = name(request);
        mustBeAllowed(request, method);
        return tokens(request)
                .map(tokens -> named(tokens, name).orElseThrow(() -> unknown(method)))
                .compose(token -> credentials.remove(request.caller().id(), token.kind(), token.hash()))
                .map(removed -> Reply.success());
    }

    private Future<List<Credential>> tokens(Request request) {
        return credentials.of(request.caller().id()).map(kept -> kept.stream()
                .filter(credential -> credential.kind() == Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN)
                .toList());
    }

    private static Optional<Credential> named(List<Credential> tokens, String name) {
        return tokens.stream()
                .filter(token -> Objects.equals(token.name(), name))
                .findFirst();
    }

    private static String name(Request request) {
        return request.body().filled("tokenName", NAME_CHARACTERS);
    }

    private static JsonNode details(Credential token) {
        return StrictJson.value(token.details()).orElseGet(StrictJson::newObject);
    }

    private static void mustBeAllowed(Request request, String method) {
        if (!request.caller().may(Permission.CREATE_PERSONAL_ACCESS_TOKENS)) {
            throw RocketChatException.inMethod("Not Authorized", "not-authorized", method);
        }
    }

    private static RocketChatException unknown(String method) {
        return RocketChatException.inMethod("Token does not exist", "error-token-does-not-exists", method);
    }
}
