package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.credentials.Passwords;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Privacy;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Administrators make people, change them, and decide who may sign in. */
final class UserChangeCalls {
    private final Directory directory;
    private final People people;
    private final Registration registration;
    private final Passwords passwords;
    private final Privacy privacy;

    UserChangeCalls(Services services) {
        this.directory = new Directory(services);
        this.people = services.people();
        this.registration = services.registration();
        this.passwords = services.passwords();
        this.privacy = services.privacy();
    }

    List<Call> calls() {
        return List.of(
                Call.post("/users", this::create),
                Call.patch("/users/:id", request -> change(request, byId(request))),
                Call.patch(
                        "/users/:email",
                        request -> change(request, directory.byEmail(request.app(), request.argument()))),
                Call.delete("/users/:id", this::deactivate),
                Call.delete("/bots/:id", this::deactivateBot),
                Call.post("/users/:id/reactivate", this::reactivate));
    }

    private Future<Optional<Person>> byId(Request request) {
        return directory.byId(request.app(), Access.id(request.argument()));
    }

    private Future<Reply> create(Request request) {
        Roles.mustBeAdministrator(request.caller());
        NewUser user = NewUser.of(request.parameters());
        return directory
                .byEmail(request.app(), user.email())
                .compose(found -> {
                    if (found.isPresent()) {
                        throw user.inUse();
                    }
                    user.mustBeTheirOwn(request.app());
                    user.mustHaveStrongPassword();
                    return register(request.app().sdkAppId(), user);
                })
                .map(made -> Reply.of(StrictJson.newObject().put("user_id", made.zulipId())));
    }

    /**
     * Where people do not show what they read unless they decide so, they may sign in only when that is stored: whatever
     * goes wrong, nobody reads before.
     */
    private Future<Person> register(long app, NewUser user) {
        Future<Boolean> sends = privacy.receiptsSentByDefault(app);
        return sends.compose(known -> passwords.credential(user.password()))
                .compose(password -> registration.register(app, user.registration(sends.result(), password)))
                .compose(made -> sends.result()
                        ? Future.succeededFuture(made)
                        : people.update(
                                made.id(),
                                PersonChange.NOTHING
                                        .withSendsReadReceipts(false)
                                        .withActive(true)))
                .recover(failure -> Future.failedFuture(
                        is(failure, StorageException.Conflict.Of.EMAIL)
                                // Somebody else took it in between.
                                ? user.inUse()
                                : failure));
    }

    private Future<Reply> change(Request request, Future<Optional<Person>> finding) {
        Parameters parameters = request.parameters();
        String fullName = parameters.text("full_name");
        Person.Role role = role(parameters.integer("role"));
        List<Long> fields = fields(parameters.json("profile_data"));
        boolean newEmail = parameters.text("new_email") != null;
        return finding.compose(found -> {
            Person person = found.orElseThrow(UserCalls::noSuchUser);
            mustAdminister(request.caller());
            if (newEmail) {
                throw ZulipException.badRequest("User not authorized to change user emails");
            }
            PersonChange change = PersonChange.NOTHING;
            if (role != null && role != person.role()) {
                if (role == Person.Role.OWNER || Roles.isOwner(person)) {
                    Roles.mustBeOwner(request.caller());
                }
                change = change.withRole(role);
            }
            if (fullName != null && !fullName.equals(person.name()) && !fullName.isBlank()) {
                change = change.withName(FullName.checked(fullName));
            }
            if (!fields.isEmpty()) {
                throw ZulipException.badRequest("Field id " + fields.get(0) + " not found.");
            }
            return update(person, change, "The owner permission cannot be removed from the only organization owner.");
        });
    }

    private static Person.@Nullable Role role(@Nullable Long number) {
        Person.Role role = number == null ? null : Roles.of(number);
        if (number != null && role == null) {
            throw ZulipException.badRequest("Invalid role: Value error, Not in the list of possible values");
        }
        return role;
    }

    /** The ids of the custom fields to be changed; there are no such fields. */
    private static List<Long> fields(@Nullable JsonNode given) {
        if (given == null) {
            return List.of();
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode one : Parameters.list("profile_data", given)) {
            String name = "profile_data[" + ids.size() + "]";
            if (!one.isObject()) {
                throw ZulipException.badRequest(name + " is not a dict");
            }
            ids.add(Parameters.integer(name + "[\"id\"]", one.path("id")));
        }
        return ids;
    }

    private Future<Reply> deactivate(Request request) {
        return byId(request).compose(found -> {
            Person person = found.filter(one -> !one.bot()).orElseThrow(UserCalls::noSuchUser);
            if (!person.active()) {
                throw ZulipException.badRequest("User is deactivated");
            }
            mustAdminister(request.caller());
            return deactivate(request, person);
        });
    }

    private Future<Reply> deactivateBot(Request request) {
        return byId(request).compose(found -> {
            Person bot = found.filter(Person::bot).orElseThrow(() -> ZulipException.badRequest("No such bot"));
            mustAdminister(request.caller());
            return deactivate(request, bot);
        });
    }

    private Future<Reply> deactivate(Request request, Person person) {
        if (Roles.isOwner(person)) {
            Roles.mustBeOwner(request.caller());
        }
        return update(person, PersonChange.NOTHING.withActive(false), "Cannot deactivate the only organization owner");
    }

    private Future<Reply> reactivate(Request request) {
        return byId(request).compose(found -> {
            Person person = found.orElseThrow(UserCalls::noSuchUser);
            mustAdminister(request.caller());
            PersonChange change = person.active() ? PersonChange.NOTHING : PersonChange.NOTHING.withActive(true);
            return update(person, change, "");
        });
    }

    /** Here it is not told who would have to do it. */
    private static void mustAdminister(Person caller) {
        if (!Roles.isAdministrator(caller)) {
            throw ZulipException.badRequest("Insufficient permission");
        }
    }

    private Future<Reply> update(Person person, PersonChange change, String onlyOwner) {
        if (change.equals(PersonChange.NOTHING)) {
            return Future.succeededFuture(Reply.NOTHING);
        }
        return people.update(person.id(), change)
                .map(Reply.NOTHING)
                .recover(failure -> Future.failedFuture(
                        is(failure, StorageException.Conflict.Of.LAST_OWNER)
                                ? ZulipException.badRequest(onlyOwner)
                                // Deleted meanwhile.
                                : failure instanceof StorageException.NotFound ? UserCalls.noSuchUser() : failure));
    }

    private static boolean is(Throwable failure, StorageException.Conflict.Of what) {
        return failure instanceof StorageException.Conflict conflict && conflict.of() == what;
    }
}
