package dev.seenby.tencent;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * One call of the API.
 *
 * @param <P> its parameters, parsed
 */
interface Command<P> {
    Service service();

    /** The third part of the path. */
    String name();

    /** Under which name its calls are counted. */
    default String limit() {
        return service().limit(name());
    }

    /** Whether it changes nothing and costs so little that it may be begun before the limiter has agreed. */
    default boolean beginsAtOnce() {
        return false;
    }

    /** @throws TencentException naming the field that is missing, of the wrong type or out of range */
    P parse(Fields body);

    /** Calls the use case. @return the whole answer */
    Future<Buffer> run(Call call, P parameters);
}
