package dev.seenby.storage.embedded;

import java.time.Duration;
import java.util.function.Consumer;

/** Tells the operator what is going on when something takes longer than three seconds, and every ten seconds after. */
public final class Progress {
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration THEN = Duration.ofSeconds(10);

    private final String doing;
    private final Consumer<String> notices;
    private final long since = System.nanoTime();
    private Duration next = FIRST;

    /** @param doing for example "starting PostgreSQL" */
    public Progress(String doing, Consumer<String> notices) {
        this.doing = doing;
        this.notices = notices;
    }

    /** The time since this was made. To be called now and then: it is what notices that a line is due. */
    public Duration elapsed() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - since);
        if (elapsed.compareTo(next) >= 0) {
            notices.accept(doing + ": " + elapsed.toSeconds() + " s so far");
            next = elapsed.plus(THEN);
        }
        return elapsed;
    }
}
