package dev.seenby.receipts;

import dev.seenby.storage.Credential;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes people and finds them, and fills in what the dialect that made them does not know. */
public final class Registration {
    private static final int ATTEMPTS = 6;
    /** What storage takes at once. */
    private static final int AT_ONCE = 1_000;

    private final People people;

    public Registration(People people) {
        this.people = people;
    }

    /**
     * A person as some dialect knows them; null where it does not. At least one of {@code userId}, {@code username} and
     * {@code email} is given. What is given is taken as it is, and a {@link Conflict} if somebody has it; what is not is made up.
     *
     * @param active whether the person may sign in
     * @param details what only the dialect knows, a JSON object
     */
    public record Request(
            @Nullable String userId,
            @Nullable String rocketChatId,
            @Nullable Integer zulipId,
            @Nullable String username,
            @Nullable String name,
            @Nullable String email,
            Person.Role role,
            boolean bot,
            boolean active,
            @Nullable String avatarUrl,
            String details,
            List<Credential> credentials) {
        /** Somebody who may sign in, of whom the dialect knows nothing more. */
        public Request(
                @Nullable String userId,
                @Nullable String rocketChatId,
                @Nullable Integer zulipId,
                @Nullable String username,
                @Nullable String name,
                @Nullable String email,
                Person.Role role,
                boolean bot,
                @Nullable String avatarUrl,
                List<Credential> credentials) {
            this(userId, rocketChatId, zulipId, username, name, email, role, bot, true, avatarUrl, "{}", credentials);
        }

        /** Somebody of whom only Tencent's UserID, and perhaps name and picture, are known. */
        public static Request tencent(String userId, @Nullable String name, @Nullable String avatarUrl) {
            return new Request(userId, null, null, null, name, null, Person.Role.MEMBER, false, avatarUrl, List.of());
        }
    }

    /** Fails with {@link Conflict} when something given is taken. */
    public Future<Person> register(long app, Request request) {
        return attempt(app, request, 0);
    }

    /** Somebody as Tencent's account imports tell of them; null where they say nothing. */
    public record Account(
            String userId, @Nullable String name, @Nullable String avatarUrl) {
        private Account and(Account later) {
            return new Account(
                    userId,
                    later.name() != null ? later.name() : name,
                    later.avatarUrl() != null ? later.avatarUrl() : avatarUrl);
        }

        private boolean saysNothing() {
            return name == null && avatarUrl == null;
        }
    }

    /**
     * Tencent's account imports: makes those who are not there, and changes name and picture of those who are. Of somebody
     * who is named twice the later counts.
     *
     * @param accounts at most 1,000
     * @return the UserIDs of those who could not be made, as no username for them was free
     */
    public Future<Set<String>> importAccounts(long app, List<Account> accounts) {
        Map<String, Account> wanted = new LinkedHashMap<>();
        accounts.forEach(account -> wanted.merge(account.userId(), account, Account::and));
        return importAccounts(app, wanted, 0);
    }

    private Future<Set<String>> importAccounts(long app, Map<String, Account> wanted, int attempt) {
        if (wanted.isEmpty() || attempt == ATTEMPTS) {
            return Future.succeededFuture(Set.copyOf(wanted.keySet()));
        }
        return byUserIds(app, wanted.keySet())
                .compose(found -> describe(app, wanted, found).map(found.keySet()))
                .compose(there -> {
                    wanted.keySet().removeAll(there);
                    return make(app, wanted.values(), attempt);
                })
                .compose(made -> {
                    // What is left was made by somebody else just now, or wants a username that is taken.
                    made.forEach(person -> wanted.remove(person.userId()));
                    return importAccounts(app, wanted, attempt + 1);
                });
    }

    private Future<Void> describe(long app, Map<String, Account> wanted, Map<String, Person> found) {
        List<People.Profile> profiles = new ArrayList<>();
        found.forEach((userId, person) -> {
            Account account = wanted.get(userId);
            if (account != null && !account.saysNothing()) {
                profiles.add(new People.Profile(person.id(), account.name(), account.avatarUrl()));
            }
        });
        return profiles.isEmpty() ? Future.succeededFuture() : people.describe(app, profiles);
    }

    private Future<List<Person>> make(long app, Collection<Account> accounts, int attempt) {
        List<NewPerson> newcomers = accounts.stream()
                .map(account -> fill(Request.tencent(account.userId(), account.name(), account.avatarUrl()), attempt))
                .toList();
        return newcomers.isEmpty() ? Future.succeededFuture(List.of()) : people.createAll(app, newcomers);
    }

    public Future<Optional<Person>> byUserId(long app, String userId) {
        return people.byUserIds(app, List.of(userId))
                .map(found -> found.stream().findFirst());
    }

    /** Those that exist, by UserID. @param userIds at most 1,000 */
    public Future<Map<String, Person>> byUserIds(long app, Collection<String> userIds) {
        return people.byUserIds(app, userIds)
                .map(found -> found.stream().collect(Collectors.toMap(Person::userId, Function.identity())));
    }

    /** Those that ever existed, by storage id. @param ids of any number, without duplicates */
    public Future<Map<Long, Person>> byIds(Collection<Long> ids) {
        List<Long> all = List.copyOf(ids);
        List<Future<List<Person>>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            parts.add(people.byIds(all.subList(from, Math.min(all.size(), from + AT_ONCE))));
        }
        return Future.all(parts).map(done -> parts.stream()
                .flatMap(part -> part.result().stream())
                .collect(Collectors.toMap(Person::id, Function.identity())));
    }

    private Future<Person> attempt(long app, Request request, int attempt) {
        NewPerson filled = fill(request, attempt);
        return people.create(app, filled, request.credentials()).recover(failure -> {
            boolean another = failure instanceof Conflict conflict && madeUp(request, conflict.of());
            return another && attempt + 1 < ATTEMPTS
                    ? attempt(app, request, attempt + 1)
                    : Future.failedFuture(failure);
        });
    }

    /** The whole person; {@code attempt} above 0 varies what is made up, because it was taken. */
    public static NewPerson fill(Request request, int attempt) {
        String rocketChatId = Objects.requireNonNullElseGet(request.rocketChatId(), Names::randomId);
        String username = request.username() != null
                ? request.username()
                : Names.variant(Names.username(source(request)), attempt);
        String userId = request.userId() != null
                ? request.userId()
                : attempt == 0 ? Names.userId(username, rocketChatId) : rocketChatId;
        String name = request.name() != null ? request.name() : request.userId() != null ? request.userId() : username;
        return new NewPerson(
                userId,
                rocketChatId,
                request.zulipId(),
                username,
                name,
                request.email(),
                request.role(),
                request.bot(),
                request.active(),
                request.avatarUrl(),
                request.details());
    }

    private static String source(Request request) {
        if (request.userId() != null) {
            return request.userId();
        }
        String email = Objects.requireNonNull(request.email(), "userId, username or email");
        int at = email.indexOf('@');
        return at < 0 ? email : email.substring(0, at);
    }

    private static boolean madeUp(Request request, Conflict.Of of) {
        return switch (of) {
            case USERNAME -> request.username() == null;
            case USER_ID -> request.userId() == null;
            case ROCKETCHAT_ID -> request.rocketChatId() == null;
            default -> false;
        };
    }
}
