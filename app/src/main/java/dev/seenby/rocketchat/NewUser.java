package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.Secrets;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Credential;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to be made, as {@code users.create} asks.
 *
 * @param password null = one that nobody is told
 * @param details a JSON object
 */
record NewUser(
        String email,
        String name,
        String username,
        @Nullable String password,
        boolean active,
        List<String> roles,
        String details) {
    private static final int EMAIL_CHARACTERS = 254;
    private static final int NAME_CHARACTERS = 255;
    private static final int BIO_CHARACTERS = 260;
    private static final int SHORT_CHARACTERS = 120;
    private static final int CUSTOM_FIELDS_BYTES = 16 << 10;
    private static final int MOST_ROLES = 10;
    private static final String METHOD = "insertOrUpdateUser";
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@\"<>(),:;\\\\]{1,64}@[^\\s@\"<>(),:;\\\\_]+", Pattern.UNICODE_CHARACTER_CLASS);

    /** Reads the body. @throws RocketChatException if it is malformed, or says what nobody may be */
    static NewUser of(Request request) {
        Body body = request.body();
        NewUser user = new NewUser(
                body.required("email"),
                body.required("name"),
                body.required("username"),
                body.flag("setRandomPassword", false) ? null : body.required("password"),
                body.flag("active", true),
                body.texts("roles", MOST_ROLES),
                details(body));
        tooLong(user.email, EMAIL_CHARACTERS);
        tooLong(user.name, NAME_CHARACTERS);
        tooLong(user.username, NAME_CHARACTERS);
        user.check(request);
        return user;
    }

    private static void tooLong(String value, int most) {
        if (value.length() > most) {
            throw RocketChatException.body("must NOT have more than " + most + " characters");
        }
    }

    private static String details(Body body) {
        ObjectNode details = StrictJson.newObject().put(UserJson.VERIFIED, body.flag("verified", false));
        put(details, "bio", body.text("bio", BIO_CHARACTERS));
        put(details, "nickname", body.text("nickname", SHORT_CHARACTERS));
        put(details, "statusText", body.text("statusText", SHORT_CHARACTERS));
        if (body.has("customFields")) {
            ObjectNode fields = body.object("customFields").json();
            if (StrictJson.bytes(fields).length > CUSTOM_FIELDS_BYTES) {
                throw RocketChatException.body("must NOT have more than " + CUSTOM_FIELDS_BYTES + " bytes");
            }
            details.set("customFields", fields);
        }
        List<String> roles = body.texts("roles", MOST_ROLES);
        if (roles.contains(Roles.BOT) && roles.contains(Roles.USER)) {
            details.put(UserJson.USER_TOO, true);
        }
        ObjectNode all = StrictJson.newObject();
        all.set(MessageJson.PAYLOAD, details);
        return all.toString();
    }

    private static void put(ObjectNode details, String name, @Nullable String value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    /** In the order of the real server. */
    private void check(Request request) {
        Caller caller = request.caller();
        if (!caller.may(Permission.CREATE_USER)) {
            throw notAllowed("Adding user is not allowed", "Adding_user");
        }
        if (!roles.stream().allMatch(Roles::assignable)) {
            throw notAllowed("The field Roles consist invalid role id", "Assign_role");
        }
        if (roles.contains(Roles.ADMIN) && !caller.may(Permission.ASSIGN_ADMIN_ROLE)) {
            throw notAllowed("Assigning admin is not allowed", "Assign_admin");
        }
        mustBeFilled(name, "Name");
        mustBeFilled(username, "Username");
        if (!NameRule.accepts(request.settings(), Setting.UTF8_User_Names_Validation, username)) {
            throw RocketChatException.inMethod(
                            username + " is not a valid username", "error-input-is-not-a-valid-field", METHOD)
                    .detail("input", username)
                    .detail("field", "Username");
        }
        if (Mentions.EVERYBODY.contains(username.toLowerCase(Locale.ROOT))) {
            throw RocketChatException.inMethod(
                            username + " is blocked and can't be used!", "error-blocked-username", METHOD)
                    .detail("field", username);
        }
        if (password != null && password.isEmpty()) {
            throw missing("Password");
        }
        if (!EMAIL.matcher(email).matches()) {
            throw RocketChatException.coded("Invalid email " + email, "error-invalid-email")
                    .detail("function", "RocketChat.validateEmail")
                    .detail("email", email);
        }
    }

    private static void mustBeFilled(String value, String field) {
        if (value.isBlank()) {
            throw missing(field);
        }
    }

    private static RocketChatException missing(String field) {
        return RocketChatException.inMethod(
                        "The field " + field + " is required", "error-the-field-is-required", METHOD)
                .detail("field", field);
    }

    private static RocketChatException notAllowed(String reason, String action) {
        return RocketChatException.inMethod(reason, "error-action-not-allowed", METHOD)
                .detail("action", action);
    }

    /** Somebody has the username or e-mail address. */
    static RocketChatException taken(String value) {
        return RocketChatException.inMethod(value + " is already in use :(", "error-field-unavailable", METHOD)
                .detail("field", value);
    }

    String passwordOrRandom() {
        return password == null ? Secrets.password() : password;
    }

    Registration.Request registration(Credential credential) {
        return new Registration.Request(
                null,
                null,
                null,
                username,
                name,
                email,
                Roles.of(roles),
                roles.contains(Roles.BOT),
                active,
                null,
                details,
                List.of(credential));
    }

    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
