package dev.seenby.tencent;

import dev.seenby.storage.AppOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The callbacks after something happened in a group, of those that Tencent has. */
public enum Callback {
    READ("Group.CallbackAfterReadReceipt", AppOptions.Event.READ),
    SENT("Group.CallbackAfterSendMsg", AppOptions.Event.SENT),
    RECALLED("Group.CallbackAfterRecallMsg", AppOptions.Event.RECALLED),
    JOINED("Group.CallbackAfterNewMemberJoin", AppOptions.Event.JOINED),
    LEFT("Group.CallbackAfterMemberExit", AppOptions.Event.LEFT),
    DESTROYED("Group.CallbackAfterGroupDestroyed", AppOptions.Event.GROUP_DELETED);

    private static final Map<AppOptions.Event, Callback> BY_EVENT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(callback -> callback.event, c -> c));

    private final String command;
    private final AppOptions.Event event;

    Callback(String command, AppOptions.Event event) {
        this.command = command;
        this.event = event;
    }

    /** The field {@code CallbackCommand}. */
    public String command() {
        return command;
    }

    /** What it tells of. */
    public AppOptions.Event event() {
        return event;
    }

    /** The callback of that name. */
    public static Optional<Callback> named(String command) {
        return Arrays.stream(values())
                .filter(callback -> callback.command.equals(command))
                .findFirst();
    }

    static Callback of(AppOptions.Event event) {
        Callback callback = BY_EVENT.get(event);
        if (callback == null) {
            throw new IllegalArgumentException(event.name());
        }
        return callback;
    }
}
