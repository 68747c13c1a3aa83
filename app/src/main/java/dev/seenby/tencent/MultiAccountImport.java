package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code multiaccount_import}: as {@code account_import} for up to {@value AccountItem#MAX_ITEMS} accounts, who are given
 * as {@code AccountList} with names and pictures now, and were given as {@code Accounts} without before. Those that could
 * not be imported are listed.
 */
final class MultiAccountImport implements Command<List<Registration.Account>> {
    static final String NAME = "multiaccount_import";

    private final Registration registration;

    MultiAccountImport(Registration registration) {
        this.registration = registration;
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
    public List<Registration.Account> parse(Fields body) {
        if (!body.has("Accounts")) {
            return body.objects("AccountList", AccountItem.MAX_ITEMS, ErrorCode.BATCH_SIZE).stream()
                    .map(AccountItem::parse)
                    .toList();
        }
        if (body.has("AccountList")) {
            throw body.wrong("AccountList", "cannot be given with Accounts");
        }
        return body.anyAccounts("Accounts", AccountItem.MAX_ITEMS, ErrorCode.BATCH_SIZE).stream()
                .map(account -> new Registration.Account(account, null, null))
                .toList();
    }

    @Override
    public Future<Buffer> run(Call call, List<Registration.Account> asked) {
        List<Registration.Account> possible =
                asked.stream().filter(AccountItem::isPossible).toList();
        return registration.importAccounts(call.app().sdkAppId(), possible).map(failed -> write(asked, failed));
    }

    private static Buffer write(List<Registration.Account> asked, Set<String> failed) {
        Set<String> listed = new LinkedHashSet<>();
        for (Registration.Account account : asked) {
            if (!AccountItem.isPossible(account) || failed.contains(account.userId())) {
                listed.add(account.userId());
            }
        }
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("FailAccounts");
        listed.forEach(list::add);
        return Envelope.ok(answer);
    }
}
