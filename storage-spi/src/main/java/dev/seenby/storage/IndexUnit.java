package dev.seenby.storage;

/**
 * A part of the index that is loaded, trusted and dropped as a whole: sets of runs, each run of one person.
 *
 * @param room storage id of the room it belongs to
 * @param id storage id of the timeline, or of the room
 */
public record IndexUnit(Kind kind, long room, long id) {
    /** The two sorts of unit. */
    public enum Kind {
        /** The runs of positions that people have read in a timeline. */
        TIMELINE,
        /** The past membership runs (of clocks) of people who are not members of the room now. */
        ROOM
    }

    public static IndexUnit timeline(long room, long timeline) {
        return new IndexUnit(Kind.TIMELINE, room, timeline);
    }

    public static IndexUnit room(long room) {
        return new IndexUnit(Kind.ROOM, room, room);
    }
}
