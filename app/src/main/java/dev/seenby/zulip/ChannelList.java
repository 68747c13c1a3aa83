package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of channels, looked up in pages and sent while it is written.
 *
 * @param name what the list is called
 * @param parts one after the other, each by name
 * @param writer of one page
 * @param member writes what follows of a channel inside its object; null = nothing
 */
record ChannelList(
        Rooms rooms,
        String name,
        List<Part> parts,
        Function<List<Room>, Future<List<ObjectNode>>> writer,
        @Nullable More member)
        implements Reply {
    /** Channels of some sorts. @param member null = all, else those that this person is in */
    record Part(long app, Set<Room.Kind> kinds, @Nullable Long member) {}

    /** Something long of a channel. */
    @FunctionalInterface
    interface More {
        /** Begins with a comma. @param streamId of the channel */
        Future<Void> writeTo(Output output, int streamId);
    }

    @Override
    public Future<Void> writeTo(Output output) {
        output.add(",\"" + name + "\":[");
        boolean[] any = new boolean[1];
        Future<Void> written = Future.succeededFuture();
        for (Part part : parts) {
            written = written.compose(before -> pages(output, part, 0, any));
        }
        return written.map(done -> {
            output.add("]");
            return null;
        });
    }

    private Future<Void> pages(Output output, Part part, long offset, boolean[] any) {
        return rooms.list(part.app(), part.kinds(), part.member(), offset, ChannelJson.AT_ONCE)
                .compose(page -> writer.apply(page.items())
                        .compose(objects -> objects(output, objects, 0, any))
                        .compose(written -> output.flush())
                        .compose(flushed -> isLast(page, offset)
                                ? Future.succeededFuture()
                                : pages(output, part, offset + page.items().size(), any)));
    }

    private static boolean isLast(Listed<Room> page, long offset) {
        return page.items().isEmpty() || offset + page.items().size() >= page.total();
    }

    private Future<Void> objects(Output output, List<ObjectNode> objects, int from, boolean[] any) {
        for (int i = from; i < objects.size(); i++) {
            output.add(any[0] ? "," : "");
            any[0] = true;
            if (member != null) {
                return withMore(output, objects, i, any, member);
            }
            output.add(StrictJson.bytes(objects.get(i)));
        }
        return Future.succeededFuture();
    }

    private Future<Void> withMore(Output output, List<ObjectNode> objects, int i, boolean[] any, More more) {
        ObjectNode object = objects.get(i);
        output.add(Reply.open(object));
        return more.writeTo(output, object.path("stream_id").intValue()).compose(written -> {
            output.add("}");
            return objects(output, objects, i + 1, any);
        });
    }
}
