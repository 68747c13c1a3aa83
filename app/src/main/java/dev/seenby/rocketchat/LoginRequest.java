package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.Passwords;
import java.util.regex.Pattern;

/** What somebody who wants to sign in shows. */
sealed interface LoginRequest {
    /** A token that a former login gave. */
    record Resume(String token) implements LoginRequest {
        @Override
        public String toString() {
            return "Resume[]";
        }
    }

    /**
     * A name and a password.
     *
     * @param email whether the name is an e-mail address, not a username
     * @param digest lower-case hexadecimal SHA-256 of the password
     */
    record WithPassword(String name, boolean email, String digest) implements LoginRequest {
        @Override
        public String toString() {
            return "WithPassword[" + name + "]";
        }
    }

    Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    /**
     * Reads the body: {@code resume}; or {@code user} (with an {@code @} it is an e-mail address, or an object with {@code
     * username} or {@code email}), {@code username} or {@code email}, with {@code password}, which may be an object of
     * {@code digest} and {@code algorithm}.
     *
     * @throws RocketChatException for any other form
     */
    static LoginRequest of(Body body) {
        if (body.has("resume")) {
            return new Resume(body.required("resume"));
        }
        if (body.has("user") && body.json().get("user") instanceof ObjectNode user) {
            return named(new Body(user), body);
        }
        if (body.has("user")) {
            String user = body.required("user");
            return new WithPassword(user, user.indexOf('@') >= 0, digest(body));
        }
        if (body.has("username") || body.has("email")) {
            return named(body, body);
        }
        throw RocketChatException.body("must have required property 'user'");
    }

    private static LoginRequest named(Body names, Body body) {
        boolean email = !names.has("username");
        return new WithPassword(names.required(email ? "email" : "username"), email, digest(body));
    }

    private static String digest(Body body) {
        if (!body.has("password") || !body.json().get("password").isObject()) {
            return Passwords.digest(body.required("password"));
        }
        Body password = body.object("password");
        String digest = password.required("digest");
        if (!password.required("algorithm").equals("sha-256")) {
            throw RocketChatException.body("must be equal to one of the allowed values");
        }
        if (!DIGEST.matcher(digest).matches()) {
            throw RocketChatException.body("must match pattern \"^[0-9a-f]{64}$\"");
        }
        return digest;
    }
}
