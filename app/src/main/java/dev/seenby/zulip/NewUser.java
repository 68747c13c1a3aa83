package dev.seenby.zulip;

import dev.seenby.receipts.Names;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Somebody to be made, as {@code POST /users} asks. @param fullName as it may be, see {@link FullName} */
record NewUser(String email, String password, String fullName) {
    private static final int EMAIL_CHARACTERS = 254;
    private static final int LOCAL_CHARACTERS = 64;
    private static final String ATOM = "[-!#$%&'*+/=?^_`{|}~0-9A-Za-z]++";
    private static final String LABEL = "[0-9A-Za-z](?:[-0-9A-Za-z]{0,61}[0-9A-Za-z])?";
    private static final Pattern EMAIL =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@(?:(?:" + LABEL + "\\.)+" + LABEL + "|localhost)");

    private static final int SHORTEST_PASSWORD = 6;
    private static final int LONGEST_PASSWORD = 100;
    private static final int DIFFERENT_CHARACTERS = 4;

    /** Reads the parameters. @throws ZulipException 400 if one is absent, or name or address are none that people have */
    static NewUser of(Parameters parameters) {
        String email = parameters.required("email").strip();
        String password = parameters.required("password");
        String fullName = FullName.checked(parameters.required("full_name"));
        if (email.length() > EMAIL_CHARACTERS
                || email.indexOf('@') > LOCAL_CHARACTERS
                || !EMAIL.matcher(email).matches()) {
            throw ZulipException.badRequest("Bad name or username");
        }
        return new NewUser(email, password, fullName);
    }

    /** @throws ZulipException 400 if the address is of those that are made up for others */
    void mustBeTheirOwn(App app) {
        if (Names.isMadeUp(app, email)) {
            throw inUse();
        }
    }

    ZulipException inUse() {
        return ZulipException.badRequest("Email '" + email + "' already in use");
    }

    /** @throws ZulipException 400 if it is easily guessed */
    void mustHaveStrongPassword() {
        String lower = password.toLowerCase(Locale.ROOT);
        boolean known = lower.equals(email.toLowerCase(Locale.ROOT))
                || lower.equals(email.substring(0, email.indexOf('@')).toLowerCase(Locale.ROOT))
                || lower.equals(fullName.toLowerCase(Locale.ROOT));
        if (password.length() < SHORTEST_PASSWORD
                || password.length() > LONGEST_PASSWORD
                || password.chars().distinct().count() < DIFFERENT_CHARACTERS
                || known) {
            throw ZulipException.badRequest("The password is too weak.");
        }
    }

    Registration.Request registration(boolean active, Credential credential) {
        return new Registration.Request(
                null,
                null,
                null,
                null,
                fullName,
                email,
                Person.Role.MEMBER,
                false,
                active,
                null,
                "{}",
                List.of(credential));
    }

    @Override
    public String toString() {
        return "NewUser[" + email + "]";
    }
}
