package dev.seenby.tencent;

import io.vertx.core.MultiMap;
import java.util.List;

/**
 * The URL's parameters. A parameter given twice is refused: which one counts should not be a matter of luck. {@code random} and {@code
 * contenttype} are not looked at: no code is published for bad ones, and clients in the wild leave them out.
 */
record Query(MultiMap parameters) {
    private static final int DIGITS = 10;

    /** @throws TencentException 60012 when it is missing, 60006 when it is repeated or no number */
    long sdkAppId() {
        List<String> given = parameters.getAll("sdkappid");
        if (given.isEmpty() || (given.size() == 1 && given.get(0).isEmpty())) {
            throw ErrorCode.SDKAPPID_MISSING.error();
        }
        String number = given.get(0);
        if (given.size() > 1 || number.length() > DIGITS || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw ErrorCode.SDKAPPID.error();
        }
        return Long.parseLong(number);
    }

    /** @throws TencentException 60004 when it is missing or repeated */
    String identifier() {
        List<String> given = parameters.getAll("identifier");
        if (given.size() != 1 || given.get(0).isEmpty()) {
            throw ErrorCode.IDENTIFIER.error();
        }
        return given.get(0);
    }

    /** @throws TencentException 70002 when it is missing or empty, 60005 when it is repeated */
    String userSig() {
        List<String> given = parameters.getAll("usersig");
        if (given.size() > 1) {
            throw ErrorCode.USERSIG.error();
        }
        if (given.isEmpty() || given.get(0).isEmpty()) {
            throw ErrorCode.USERSIG_EMPTY.error();
        }
        return given.get(0);
    }
}
