package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.Optional;

/** What channels may be called, and how they are found by it. Rooms of other dialects may have longer names. */
final class ChannelNames {
    /** Of a channel that is made here, in characters. */
    static final int MOST_CHARACTERS = 60;

    /** No room has a longer name. */
    private static final int LONGEST = 1_000;

    private final Rooms rooms;

    ChannelNames(Services services) {
        this.rooms = services.rooms();
    }

    /** @throws ZulipException 400 if no channel may be given this name. @param name without white space around it */
    static void mustBeFit(String name) {
        if (name.isEmpty()) {
            throw ZulipException.badRequest("Channel name can't be empty.");
        }
        if (name.codePointCount(0, name.length()) > MOST_CHARACTERS) {
            throw ZulipException.badRequest("Channel name too long (limit: " + MOST_CHARACTERS + " characters).");
        }
        int bad = Text.unprintable(name);
        if (bad > 0) {
            throw ZulipException.badRequest("Invalid character in channel name, at position " + bad + ".");
        }
        if (Names.isOfDirectRoom(name)) {
            throw invalid(name);
        }
    }

    static ZulipException invalid(String name) {
        return ZulipException.badRequest("Invalid channel name '" + name + "'");
    }

    /** The room of this name, unless it is a direct conversation. @param name any text, compared regardless of case */
    Future<Optional<Room>> room(App app, String name) {
        return name.isEmpty() || name.length() > LONGEST || !StrictJson.storable(name) || Names.isOfDirectRoom(name)
                ? Future.succeededFuture(Optional.empty())
                : rooms.byName(app.sdkAppId(), name);
    }
}
