package dev.seenby.tencent;

import dev.seenby.receipts.Conversations;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** {@code destroy_group}: deletes a group of any type with its messages and receipts. Its id is free again. */
final class DestroyGroup implements Command<String> {
    private final Groups groups;
    private final Conversations conversations;

    DestroyGroup(Groups groups, Conversations conversations) {
        this.groups = groups;
        this.conversations = conversations;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "destroy_group";
    }

    @Override
    public String parse(Fields body) {
        return Groups.id(body);
    }

    @Override
    public Future<Buffer> run(Call call, String groupId) {
        return groups.findAnew(call.app(), groupId)
                .compose(conversations::delete)
                .map(v -> Envelope.ok())
                .recover(Groups::gone);
    }
}
