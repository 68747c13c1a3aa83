package dev.seenby.observability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Whether this server can answer. It is <em>down</em> while it starts or stops and when what it cannot do without is
 * away, <em>degraded</em> when it answers more slowly or counts calls alone, else <em>up</em>.
 */
public final class Health {
    private static final long TIMEOUT_SECONDS = 1;

    /** How well something is. */
    public enum State {
        UP,
        DEGRADED,
        DOWN
    }

    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    /** @param cause for people, empty when up */
    private record Component(String name, State state, String cause) {}

    /**
     * @param state the worst of the components
     * @param components by name
     * @param body the answer of {@code /health/ready}
     */
    public record Report(State state, Map<String, State> components, JsonObject body) {}

    private record Check(String name, State whenAway, Supplier<Future<Void>> question) {}

    private final List<Check> checks = new CopyOnWriteArrayList<>();
    private volatile Phase phase = Phase.STARTING;

    /**
     * Adds something that must be well.
     *
     * @param whenAway how well the server is without it
     * @param question fails, or takes longer than a second, if it is away
     */
    public void add(String name, State whenAway, Supplier<Future<Void>> question) {
        checks.add(new Check(name, whenAway, question));
    }

    public void running() {
        phase = Phase.RUNNING;
    }

    public void stopping() {
        phase = Phase.STOPPING;
    }

    /** Asks all components; never fails. */
    public Future<Report> report() {
        List<Future<Component>> asked = new ArrayList<>();
        for (Check check : checks) {
            asked.add(ask(check));
        }
        return Future.join(asked).map(all -> {
            List<Component> components = new ArrayList<>();
            if (phase != Phase.RUNNING) {
                components.add(new Component("server", State.DOWN, phase == Phase.STARTING ? "starting" : "stopping"));
            } else {
                components.add(new Component("server", State.UP, ""));
            }
            components.addAll(all.list());
            return report(components);
        });
    }

    private static Future<Component> ask(Check check) {
        return Future.succeededFuture()
                .compose(v -> check.question().get())
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .map(v -> new Component(check.name(), State.UP, ""))
                .otherwise(failure -> new Component(
                        check.name(), check.whenAway(), Objects.requireNonNullElse(failure.getMessage(), "no answer")));
    }

    private static Report report(List<Component> components) {
        State worst = State.UP;
        Map<String, State> states = new LinkedHashMap<>();
        JsonArray list = new JsonArray();
        for (Component component : components) {
            worst = component.state().compareTo(worst) > 0 ? component.state() : worst;
            states.put(component.name(), component.state());
            JsonObject json = new JsonObject().put("name", component.name()).put("state", word(component.state()));
            list.add(component.cause().isEmpty() ? json : json.put("cause", component.cause()));
        }
        return new Report(
                worst, states, new JsonObject().put("state", word(worst)).put("components", list));
    }

    private static String word(State state) {
        return switch (state) {
            case UP -> "up";
            case DEGRADED -> "degraded";
            case DOWN -> "down";
        };
    }
}
