package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Deletion;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code account_delete}: deletes up to {@value AccountItem#MAX_ITEMS} accounts, one after the other, and tells of each how
 * it went. If storage fails the call does, and may be repeated: those that are deleted already are then 70107.
 */
final class AccountDelete implements Command<List<String>> {
    static final String NAME = "account_delete";

    /** How it went. @param code null = deleted */
    private record Outcome(String account, @Nullable ErrorCode code) {}

    private final Accounts accounts;
    private final Deletion deletion;

    AccountDelete(Accounts accounts, Deletion deletion) {
        this.accounts = accounts;
        this.deletion = deletion;
    }

    @Override
    public Service service() {
        return Service.ACCOUNT;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> parse(Fields body) {
        return AccountItem.userIds(body, "DeleteItem");
    }

    @Override
    public Future<Buffer> run(Call call, List<String> asked) {
        List<String> possible =
                asked.stream().filter(AccountItem::isPossible).distinct().toList();
        List<Outcome> outcomes = new ArrayList<>();
        return accounts.known(call.app(), possible).map(HashMap::new).compose(there -> {
            Future<Void> done = Future.succeededFuture();
            for (String account : asked) {
                done = done.compose(before -> delete(call, account, there))
                        .map(outcomes::add)
                        .mapEmpty();
            }
            return done.map(all -> write(outcomes));
        });
    }

    /** @param there those who are not deleted yet */
    private Future<Outcome> delete(Call call, String account, Map<String, Person> there) {
        Person person = there.get(account);
        if (person == null) {
            return Future.succeededFuture(new Outcome(
                    account, AccountItem.isPossible(account) ? ErrorCode.NOT_IMPORTED : ErrorCode.ACCOUNT_PARAMETER));
        }
        if (person.role() == Person.Role.OWNER || account.equals(call.app().administrator())) {
            return Future.succeededFuture(new Outcome(account, ErrorCode.NOT_TO_BE_DELETED));
        }
        there.remove(account);
        return deletion.owned(person)
                .compose(owned -> deletion.delete(person, owned))
                .map(deleted -> new Outcome(account, null));
    }

    private static Buffer write(List<Outcome> outcomes) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("ResultItem");
        for (Outcome outcome : outcomes) {
            ErrorCode code = outcome.code();
            list.addObject()
                    .put("ResultCode", code == null ? 0 : code.number)
                    .put("ResultInfo", code == null ? "" : code.info)
                    .put("UserID", outcome.account());
        }
        return Envelope.ok(answer);
    }
}
