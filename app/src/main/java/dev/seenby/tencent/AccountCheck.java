package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/** {@code account_check}: which of up to {@value AccountItem#MAX_ITEMS} accounts there are. */
final class AccountCheck implements Command<List<String>> {
    static final String NAME = "account_check";

    private final Accounts accounts;

    AccountCheck(Accounts accounts) {
        this.accounts = accounts;
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
        return AccountItem.userIds(body, "CheckItem");
    }

    @Override
    public Future<Buffer> run(Call call, List<String> asked) {
        List<String> possible =
                asked.stream().filter(AccountItem::isPossible).distinct().toList();
        return accounts.known(call.app(), possible).map(known -> write(asked, known.keySet()));
    }

    private static Buffer write(List<String> asked, Set<String> known) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("ResultItem");
        for (String account : asked) {
            boolean possible = AccountItem.isPossible(account);
            list.addObject()
                    .put("UserID", account)
                    .put("ResultCode", possible ? 0 : ErrorCode.ACCOUNT_PARAMETER.number)
                    .put("ResultInfo", possible ? "" : ErrorCode.ACCOUNT_PARAMETER.info)
                    .put("AccountStatus", known.contains(account) ? "Imported" : "NotImported");
        }
        return Envelope.ok(answer);
    }
}
