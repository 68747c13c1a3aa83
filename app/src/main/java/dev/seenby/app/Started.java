package dev.seenby.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in the opposite order: by the thread that starts, if a later step fails, else by
 * the one that stops.
 */
final class Started {
    /** Stops one thing; may block, and may fail. */
    interface Stop {
        void run() throws Exception;
    }

    private record Step(String what, Stop stop) {}

    private static final Logger LOG = LoggerFactory.getLogger(Started.class);
    private static final long LONGEST_STEP_SECONDS = 330;

    private final Deque<Step> steps = new ArrayDeque<>();
    private final CountDownLatch startOver = new CountDownLatch(1);
    private volatile boolean stopping;

    /** To be called by the starting thread alone. @throws StartException if the server is to stop already */
    void add(String what, Stop stop) {
        steps.push(new Step(what, stop));
        goOn();
    }

    /** @throws StartException if the server is to stop already */
    void goOn() {
        if (stopping) {
            throw new StartException("stopped while starting", null);
        }
    }

    /** The starting thread is done, well or not, and leaves the steps to whoever stops. */
    void startIsOver() {
        startOver.countDown();
    }

    /**
     * Asks a start under way to end, waits for that, and stops everything that is left. A step that fails is logged and
     * does not keep the others from being stopped.
     */
    void stop() throws InterruptedException {
        stopping = true;
        if (!startOver.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
            LOG.error("the start does not end; what it started is left running");
            return;
        }
        stopAll();
    }

    private void stopAll() {
        Optional<Step> step;
        while ((step = Optional.ofNullable(steps.poll())).isPresent()) {
            try {
                step.get().stop().run();
            } catch (Exception e) {
                LOG.error("{} did not stop in good order", step.get().what(), e);
            }
        }
    }
}
