package dev.seenby.limits;

/** The server has no room for a call now; nothing was done. Has no stack trace: it is an answer, not a defect. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** After how many seconds it is worth trying again. */
    public static final int RETRY_AFTER_SECONDS = 1;

    /** What there is no room in. */
    public enum Reason {
        /** The app asks for more than its share; others are served. */
        APP,
        /** The node has as much to do as it may. */
        NODE,
        /** The bodies of the calls that are under way take all the memory that is there for them. */
        BODIES
    }

    private final Reason reason;

    public Refused(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
