package dev.seenby.tencent;

import dev.seenby.http.CallMetrics.Outcome;

/**
 * The codes of Tencent IM that this server answers with. Where Tencent's own words are public they are kept to the
 * letter (60002, 60008, 60015, 70107, 10010); clients look at the number alone.
 */
enum ErrorCode {
    HTTP_PARSE(60002, "HTTP parse Error"),
    JSON_PARSE(60003, "the request body is not a valid JSON object"),
    IDENTIFIER(60004, "identifier must be given in the URL exactly once"),
    USERSIG(60005, "usersig must be given in the URL exactly once"),
    SDKAPPID(60006, "sdkappid in the URL does not name an app"),
    CALL_FREQUENCY(60007, "this call is made too often, slow down"),
    TIMEOUT_OR_FORMAT(60008, "service timeout or request format error,please check and try again"),
    SERVICE(60009, "no such service, check the URL"),
    ADMINISTRATOR(60010, "identifier is not the app's administrator"),
    APP_FREQUENCY(60011, "this app makes too many calls, slow down"),
    SDKAPPID_MISSING(60012, "sdkappid is missing in the URL"),
    ACCOUNT_NOT_STRING(60015, "body account invalid"),
    SDKAPPID_DISABLED(60016, "this API is switched off for the app"),
    APP_BUSY(60018, "too many calls of this app are under way, try again later"),
    OVERLOAD(60022, "the server is overloaded, try again later"),

    USERSIG_EXPIRED(70001, "the UserSig has expired"),
    USERSIG_EMPTY(70002, "the UserSig is empty"),
    USERSIG_UNREADABLE(70003, "the UserSig cannot be decoded, it may be truncated"),
    USERSIG_FORGED(70009, "the UserSig does not verify, it was made with another key"),
    USERSIG_IDENTIFIER(70013, "identifier differs from the one in the UserSig"),
    USERSIG_APP(70014, "sdkappid differs from the one in the UserSig"),
    NOT_IMPORTED(70107, "Err_TLS_PT_Open_Login_Account_Not_Exist"),
    ACCOUNT_TIMEOUT(70169, "no answer in time, try again"),
    BATCH_SIZE(70206, "too many accounts in one call"),
    ACCOUNT_PARAMETER(70402, "invalid parameter"),
    ACCOUNT_INTERNAL(70500, "internal error, try again"),
    NOT_TO_BE_DELETED(71000, "this account cannot be deleted"),

    INTERNAL(10002, "internal error, try again"),
    COMMAND(10003, "no such command"),
    PARAMETER(10004, "invalid parameter"),
    TOO_MANY_ACCOUNTS(10005, "too many accounts in one call"),
    NO_PERMISSION(10007, "no permission"),
    OWNER_STAYS(10009, "the owner cannot leave the group"),
    NO_GROUP(10010, "this group does not exist"),
    GROUP_ID(10015, "GroupId must be 1 to 48 printable ASCII characters"),
    ANSWER_TOO_LONG(10018, "the answer would be longer than 1 MB, ask for less"),
    NO_ACCOUNT(10019, "account does not exist"),
    GROUP_ID_TAKEN(10021, "GroupId is taken"),
    OWN_GROUP_ID_TAKEN(10025, "GroupId is taken by a group of the same owner"),
    MESSAGE_FREQUENCY(10023, "too many messages in this group, slow down"),
    NO_MESSAGE(10030, "no such message"),
    NO_RECEIPT(10062, "the message has no read receipt"),
    MESSAGE_TOO_LONG(80002, "MsgBody is longer than 8000 bytes");

    final int number;
    final String info;

    ErrorCode(int number, String info) {
        this.number = number;
        this.info = info;
    }

    /** Whose fault it is: the HTTP status, which is always 200, does not tell. */
    Outcome outcome() {
        return switch (this) {
            case CALL_FREQUENCY, APP_FREQUENCY, APP_BUSY, MESSAGE_FREQUENCY -> Outcome.LIMITED;
            case OVERLOAD, TIMEOUT_OR_FORMAT, ACCOUNT_TIMEOUT, ACCOUNT_INTERNAL, INTERNAL -> Outcome.FAILED;
            default -> Outcome.REJECTED;
        };
    }

    TencentException error() {
        return new TencentException(this, info);
    }

    /** @param info shown to the caller as {@code ErrorInfo} */
    TencentException error(String info) {
        return new TencentException(this, info);
    }
}
