package dev.seenby.tencent;

import dev.seenby.receipts.Registration;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account as the calls of the account service name it. The account is called {@code UserID} now and was called
 * {@code Identifier} before; both are understood. The calls about many take up to {@value #MAX_ITEMS} and are documented with
 * {@value #CALLS_PER_SECOND} calls a second; they judge each account by itself, so one that cannot exist spoils none of the others.
 */
final class AccountItem {
    static final int MAX_ITEMS = 100;
    static final int CALLS_PER_SECOND = 100;
    /** The longest {@code Nick} and {@code FaceUrl}, in bytes of UTF-8. */
    static final int PROFILE_BYTES = 500;

    private AccountItem() {}

    /** What is called so, whether there can be such an account or not. */
    static String userId(Fields item) {
        String account = item.anyAccount(item.has("Identifier") && !item.has("UserID") ? "Identifier" : "UserID");
        if (item.has("Identifier") && !account.equals(item.anyAccount("Identifier"))) {
            throw item.wrong("Identifier", "differs from UserID");
        }
        return account;
    }

    /** What each of a list's objects is called. */
    static List<String> userIds(Fields body, String list) {
        return body.objects(list, MAX_ITEMS, ErrorCode.BATCH_SIZE).stream()
                .map(AccountItem::userId)
                .toList();
    }

    /** An account with {@code Nick} and {@code FaceUrl}. */
    static Registration.Account parse(Fields item) {
        return new Registration.Account(
                userId(item),
                unlessEmpty(item.optionalText("Nick", Integer.MAX_VALUE)),
                unlessEmpty(item.optionalText("FaceUrl", Integer.MAX_VALUE)));
    }

    /** Clients that always send the field send it empty when they do not know it. */
    private static @Nullable String unlessEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** Whether there can be an account that is called so. */
    static boolean isPossible(String userId) {
        return !userId.isEmpty() && fits(userId, Fields.ACCOUNT_BYTES);
    }

    /** Whether there can be such an account. */
    static boolean isPossible(Registration.Account account) {
        return isPossible(account.userId())
                && fits(account.name(), PROFILE_BYTES)
                && fits(account.avatarUrl(), PROFILE_BYTES);
    }

    private static boolean fits(@Nullable String text, int bytes) {
        return text == null || text.length() <= bytes && text.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }
}
