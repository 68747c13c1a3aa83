package dev.seenby.tencent;

import io.vertx.core.http.HttpMethod;

/**
 * What the URL's path names.
 *
 * @param command as written, known or not
 */
record Target(Service service, String command) {
    /** @throws TencentException 60002 unless it is {@code POST /v4/SERVICE/COMMAND}, 60009 for an unknown service */
    static Target of(HttpMethod method, String path) {
        String[] parts = path.split("/", -1);
        boolean wellFormed = parts.length == 4
                && parts[0].isEmpty()
                && parts[1].equals("v4")
                && !parts[2].isEmpty()
                && !parts[3].isEmpty();
        if (!wellFormed || !method.equals(HttpMethod.POST)) {
            throw ErrorCode.HTTP_PARSE.error();
        }
        return new Target(Service.named(parts[2]).orElseThrow(ErrorCode.SERVICE::error), parts[3]);
    }
}
