package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import io.vertx.core.Future;
import java.util.Arrays;

/** What a call answers when it succeeds, between {@code "msg":""} and the end: members, each after a comma. */
@FunctionalInterface
interface Reply {
    /** It is done, and there is nothing to tell. */
    Reply NOTHING = output -> Future.succeededFuture();

    /** Completes when it is all added; what is long is sent while it is written. */
    Future<Void> writeTo(Output output);

    /** This, and then more. */
    default Reply then(Reply next) {
        return output -> writeTo(output).compose(written -> next.writeTo(output));
    }

    /** The members of an object. */
    static Reply of(ObjectNode object) {
        return output -> {
            output.add(members(object));
            return Future.succeededFuture();
        };
    }

    /** The members of an object that has some, after a comma. */
    static byte[] members(ObjectNode object) {
        byte[] members = StrictJson.bytes(object);
        members[0] = ',';
        return Arrays.copyOf(members, members.length - 1);
    }

    /** An object that has some members, without its end. */
    static byte[] open(ObjectNode object) {
        byte[] whole = StrictJson.bytes(object);
        return Arrays.copyOf(whole, whole.length - 1);
    }
}
