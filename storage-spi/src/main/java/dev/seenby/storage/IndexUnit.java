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
        /**
         * Runs of clocks: the past memberships of people who are not members of the room now, and what was {@link
         * #DELETED deleted}.
         */
        ROOM
    }

    /**
     * In place of a person in a room's unit: the share that holds what was deleted. It stands among the members' shares,
     * with a run for the clock of each deleted message, never merged with its neighbours, and {@link #ALL_CLOCKS}
     * when the room was; that one takes the place of a run that starts where it does. One run from the first clock stands for
     * all of which the room has {@link Forgetting forgotten} who has read them. A message is deleted, or forgotten, if any run
     * holds its clock. Every deletion, and every step of forgetting, raises the version by one.
     */
    public static final long DELETED = 0;

    /** The run that says that the whole room was deleted. */
    public static final Positions ALL_CLOCKS = new Positions(1, (1L << 53) - 1);

    public static IndexUnit timeline(long room, long timeline) {
        return new IndexUnit(Kind.TIMELINE, room, timeline);
    }

    public static IndexUnit room(long room) {
        return new IndexUnit(Kind.ROOM, room, room);
    }
}
