package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.seenby.storage.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Importing many accounts, and asking which there are. */
class AccountBatchTest extends TencentTest {
    private static final String OK = "{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",";
    private static final String NOBODY_FAILED = OK + "\"FailAccounts\":[]}";

    @Test
    void aClassIsImportedInEitherForm() throws Exception {
        assertThat(importing("{\"Accounts\":[\"alice\",\"bob\"]}").body()).isEqualTo(NOBODY_FAILED);
        assertThat(importing(
                                "{\"AccountList\":[{\"UserID\":\"carol\",\"Nick\":\"Carol\",\"FaceUrl\":\"https://f.example/c\"},"
                                        + "{\"Identifier\":\"dave\",\"Nick\":\"\"},{\"UserID\":\"erin\",\"Identifier\":\"erin\"}]}")
                        .body())
                .isEqualTo(NOBODY_FAILED);

        assertThat(found("alice", "bob", "carol", "dave", "erin"))
                .extracting(Person::userId, Person::name, Person::avatarUrl)
                .containsExactly(
                        tuple("alice", "alice", null),
                        tuple("bob", "bob", null),
                        tuple("carol", "Carol", "https://f.example/c"),
                        tuple("dave", "dave", null),
                        tuple("erin", "erin", null));
    }

    @Test
    void importingAgainChangesWhatIsSaidAndMakesNobodyTwice() throws Exception {
        importing("{\"AccountList\":[{\"UserID\":\"alice\",\"Nick\":\"Alice\",\"FaceUrl\":\"https://f.example/a\"}]}");
        long id = found("alice").get(0).id();

        assertThat(importing("{\"AccountList\":[{\"UserID\":\"alice\",\"Nick\":\"Lady Alice\"},{\"UserID\":\"bob\"}]}")
                        .body())
                .isEqualTo(NOBODY_FAILED);
        assertThat(importing("{\"Accounts\":[\"alice\",\"bob\",\"carol\"]}").body())
                .isEqualTo(NOBODY_FAILED);

        Person alice = found("alice").get(0);
        assertThat(alice.id()).isEqualTo(id);
        assertThat(alice.name()).isEqualTo("Lady Alice");
        assertThat(alice.avatarUrl()).isEqualTo("https://f.example/a");
        assertThat(found("bob", "carol")).hasSize(2);
    }

    @Test
    void ofWhoeverIsNamedTwiceTheLaterCounts() throws Exception {
        importing("{\"AccountList\":[{\"UserID\":\"bob\",\"Nick\":\"Bob\",\"FaceUrl\":\"https://f.example/b\"},"
                + "{\"UserID\":\"bob\",\"Nick\":\"Robert\"}]}");

        assertThat(found("bob")).extracting(Person::name).containsExactly("Robert");
        assertThat(found("bob")).extracting(Person::avatarUrl).containsExactly("https://f.example/b");
    }

    @Test
    void accountsThatBecomeTheSameUsernameStaySeveralPeople() throws Exception {
        people("a*b");

        assertThat(importing("{\"Accounts\":[\"a b\",\"a+b\",\"A_B\",\"a/b\"]}").body())
                .isEqualTo(NOBODY_FAILED);

        List<Person> people = found("a*b", "a b", "a+b", "A_B", "a/b");
        assertThat(people).hasSize(5);
        assertThat(people)
                .extracting(person -> person.username().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).startsWith("a_b"));
    }

    @Test
    void thoseThatCannotBeAreListedAndTheOthersImported() throws Exception {
        String tooLong = "x".repeat(33);
        JsonArray list = new JsonArray()
                .add(new JsonObject().put("UserID", "alice"))
                .add(new JsonObject().put("UserID", tooLong))
                .add(new JsonObject().put("UserID", "bob").put("Nick", "n".repeat(501)))
                .add(new JsonObject().put("UserID", "carol").put("FaceUrl", "f".repeat(501)))
                .add(new JsonObject().put("UserID", ""))
                .add(new JsonObject().put("UserID", tooLong))
                .add(new JsonObject()
                        .put("UserID", "d".repeat(32))
                        .put("Nick", "n".repeat(500))
                        .put("FaceUrl", "f".repeat(500)));

        assertThat(importing(Tenant.json("AccountList", list)).body())
                .isEqualTo(OK + "\"FailAccounts\":[\"" + tooLong + "\",\"bob\",\"carol\",\"\"]}");
        assertThat(found("alice", "bob", "carol", "d".repeat(32)))
                .extracting(Person::userId)
                .containsExactly("alice", "d".repeat(32));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}|70402
                    {"Accounts":null}|70402
                    {"Accounts":[]}|70402
                    {"Accounts":"alice"}|70402
                    {"Accounts":["alice",5]}|60015
                    {"Accounts":["alice",{"UserID":"bob"}]}|60015
                    {"AccountList":[]}|70402
                    {"AccountList":["alice"]}|70402
                    {"AccountList":[{"UserID":"alice"},{}]}|70402
                    {"AccountList":[{"UserID":"alice"},{"UserID":7}]}|60015
                    {"AccountList":[{"UserID":"alice","Identifier":"b"}]}|70402
                    {"AccountList":[{"UserID":"alice","Nick":7}]}|70402
                    {"AccountList":[{"UserID":"alice"}],"Accounts":["bob"]}|70402
                    {"Accounts":["alice","\\u0000"]}|70402
                    """)
    void whatHasAnotherFormIsRefusedAsAWhole(String body, int code) throws Exception {
        assertThat(importing(body).code()).isEqualTo(code);
        assertThat(found("alice", "bob")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multiaccount_import", "account_check", "account_delete"})
    void aHundredAreTakenAndOneMoreIsTooMany(String command) {
        List<String> accounts =
                IntStream.rangeClosed(1, 101).mapToObj(i -> "p" + i).toList();
        JsonObject most = acme.account(line, command, batch(command, accounts.subList(0, 100)))
                .json();
        assertThat(most.getInteger("ErrorCode")).isZero();
        assertThat(acme.account(line, command, batch(command, accounts.subList(0, 99)))
                        .code())
                .isZero();

        assertThat(acme.account(line, command, batch(command, accounts)).code()).isEqualTo(70206);
    }

    @Test
    void ofTwoMistakesTheNumberOfAccountsIsToldFirst() {
        JsonArray many = new JsonArray();
        IntStream.rangeClosed(1, 101).forEach(many::add);

        assertThat(importing(Tenant.json("Accounts", many)).code()).isEqualTo(70206);
        assertThat(checking(Tenant.json("CheckItem", many)).code()).isEqualTo(70206);
        assertThat(importing("{\"Accounts\":[1,\"alice\"],\"AccountList\":[]}").code())
                .isEqualTo(70402);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"' OR '1'='1", "'; DROP TABLE person; --", "{p}:{1}", "%s%n", "<script>", "{\"a\",NULL}", "null"
            })
    void anAccountIsJustAText(String hostile) throws Exception {
        people("alice");
        assertThat(importing(Tenant.json("Accounts", JsonArray.of("bob", hostile)))
                        .body())
                .isEqualTo(NOBODY_FAILED);
        assertThat(importing(Tenant.json(
                                "AccountList",
                                JsonArray.of(new JsonObject()
                                        .put("UserID", hostile)
                                        .put("Nick", hostile)
                                        .put("FaceUrl", hostile))))
                        .body())
                .isEqualTo(NOBODY_FAILED);
        assertThat(found(hostile)).extracting(Person::name, Person::avatarUrl).containsExactly(tuple(hostile, hostile));

        acme.account(line, "account_delete", batch("account_delete", List.of(hostile)));

        assertThat(found("alice", "bob", hostile)).extracting(Person::userId).containsExactly("alice", "bob");
    }

    @Test
    void whoIsThereIsTold() {
        people("alice");
        String tooLong = "x".repeat(33);

        assertThat(checking("{\"CheckItem\":[{\"UserID\":\"alice\"},{\"UserID\":\"bob\"},{\"Identifier\":\"alice\"},"
                                + "{\"UserID\":\"" + tooLong + "\"}]}")
                        .body())
                .isEqualTo(
                        OK + "\"ResultItem\":["
                                + "{\"UserID\":\"alice\",\"ResultCode\":0,\"ResultInfo\":\"\",\"AccountStatus\":\"Imported\"},"
                                + "{\"UserID\":\"bob\",\"ResultCode\":0,\"ResultInfo\":\"\",\"AccountStatus\":\"NotImported\"},"
                                + "{\"UserID\":\"alice\",\"ResultCode\":0,\"ResultInfo\":\"\",\"AccountStatus\":\"Imported\"},"
                                + "{\"UserID\":\"" + tooLong
                                + "\",\"ResultCode\":70402,\"ResultInfo\":\"invalid parameter\",\"AccountStatus\":\"NotImported\"}]}");
    }

    @Test
    void anotherAppsAccountsAreNotThere() {
        people("alice");
        Tenant other = Tenant.create(stores);

        assertThat(other.account(line, "account_check", "{\"CheckItem\":[{\"UserID\":\"alice\"}]}")
                        .body())
                .contains("NotImported");
        assertThat(other.account(line, "account_delete", "{\"DeleteItem\":[{\"UserID\":\"alice\"}]}")
                        .body())
                .contains("70107");
        assertThat(checking("{\"CheckItem\":[{\"UserID\":\"alice\"}]}").body()).contains("\"Imported\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}|70402
                    {"%s":{}}|70402
                    {"%s":[]}|70402
                    {"%s":["alice"]}|70402
                    {"%s":[{}]}|70402
                    {"%s":[{"UserID":"alice","Identifier":"bob"}]}|70402
                    {"%s":[{"UserID":"alice"},{"UserID":5}]}|60015
                    """)
    void listsOfAnotherFormAreRefused(String body, int code) {
        people("alice");

        assertThat(acme.account(line, "account_check", body.replace("%s", "CheckItem"))
                        .code())
                .isEqualTo(code);
        assertThat(acme.account(line, "account_delete", body.replace("%s", "DeleteItem"))
                        .code())
                .isEqualTo(code);
        assertThat(checking("{\"CheckItem\":[{\"UserID\":\"alice\"}]}").body()).contains("\"Imported\"");
    }

    @Test
    void theCallsThatMayBeMadeLessOftenAreThese() {
        assertThat(TencentRoutes.documentedLimits().keySet())
                .isSubsetOf(TencentRoutes.commands(TencentServer.services(stores), NO_LIMIT, clock).stream()
                        .map(Command::limit)
                        .toList());
        List<String> counted = new ArrayList<>();
        limit = (app, call) -> {
            counted.add(call);
            return NO_LIMIT.acquire(app, call);
        };
        for (String command : List.of("multiaccount_import", "account_check", "account_delete")) {
            acme.account(line, command, batch(command, List.of("alice")));
        }
        acme.account(line, "account_import", "{\"UserID\":\"alice\"}");

        assertThat(Set.copyOf(counted.subList(0, 3)))
                .isEqualTo(TencentRoutes.documentedLimits().keySet());
        assertThat(TencentRoutes.documentedLimits().values()).containsOnly(100);
        assertThat(TencentRoutes.documentedLimits()).doesNotContainKey(counted.get(3));
    }

    private static String batch(String command, List<String> accounts) {
        List<JsonObject> items = accounts.stream()
                .map(account -> new JsonObject().put("UserID", account))
                .toList();
        return switch (command) {
            case "account_check" -> Tenant.json("CheckItem", new JsonArray(items));
            case "account_delete" -> Tenant.json("DeleteItem", new JsonArray(items));
            default -> Tenant.json("AccountList", new JsonArray(items));
        };
    }

    private Line.Answer importing(String body) {
        return acme.account(line, "multiaccount_import", body);
    }

    private Line.Answer checking(String body) {
        return acme.account(line, "account_check", body);
    }

    /** Those of them that there are, in the order asked for. */
    private List<Person> found(String... accounts) throws Exception {
        List<Person> found =
                stores.people().byUserIds(acme.id(), List.of(accounts)).await(20, TimeUnit.SECONDS);
        return List.of(accounts).stream()
                .flatMap(account ->
                        found.stream().filter(person -> person.userId().equals(account)))
                .toList();
    }
}
