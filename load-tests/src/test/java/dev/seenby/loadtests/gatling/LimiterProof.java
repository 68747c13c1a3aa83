package dev.seenby.loadtests.gatling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether limiters of several nodes, by what they wrote down themselves, have kept an app's limit together: never more calls
 * accepted in any second of Redis's clock, and none refused unless the second before it was full, with the right wait.
 *
 * @param most that any app had accepted of any call within a second
 * @param mostApps apps that were refused a call in the same second of the clock
 * @param violations what was wrong, in words
 */
record LimiterProof(long accepted, long refused, long remembered, int most, int mostApps, List<String> violations) {
    private static final long SECOND = 1_000_000;

    /**
     * @param micros of Redis's clock
     * @param outcome {@code accepted}, {@code refused} or {@code remembered}, which is a refusal too
     * @param pause microseconds until the next one can be accepted, 0 when accepted
     */
    record Decision(String app, String call, long micros, String outcome, long pause) {
        static Decision parse(String line) {
            String[] words = line.split(" ");
            if (words.length != 5
                    || !List.of("accepted", "refused", "remembered").contains(words[3])) {
                throw new IllegalArgumentException("no decision of a limiter: " + line);
            }
            return new Decision(words[0], words[1], Long.parseLong(words[2]), words[3], Long.parseLong(words[4]));
        }

        boolean isAccepted() {
            return outcome.equals("accepted");
        }

        private String words() {
            return "app " + app + ", " + call + ", at " + micros;
        }
    }

    /** @param logs of all nodes */
    static LimiterProof of(List<Path> logs, int limit) throws IOException {
        List<Decision> decisions = new ArrayList<>();
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log)) {
                lines.map(Decision::parse).forEach(decisions::add);
            }
        }
        return of(limit, decisions);
    }

    /** @param decisions in any order */
    static LimiterProof of(int limit, List<Decision> decisions) {
        List<String> violations = new ArrayList<>();
        int most = 0;
        for (List<Decision> one : decisions.stream()
                .collect(Collectors.groupingBy(each -> each.app() + " " + each.call()))
                .values()) {
            long[] accepted = one.stream()
                    .filter(Decision::isAccepted)
                    .mapToLong(Decision::micros)
                    .sorted()
                    .toArray();
            most = Math.max(most, mostInASecond(accepted));
            for (Decision each : one) {
                String wrong = each.isAccepted() ? tooMany(each, accepted, limit) : unjust(each, accepted, limit);
                if (wrong != null) {
                    violations.add(each.words() + ": " + wrong);
                }
            }
        }
        violations.sort(Comparator.naturalOrder());
        return new LimiterProof(
                count(decisions, "accepted"),
                count(decisions, "refused"),
                count(decisions, "remembered"),
                most,
                mostApps(decisions),
                violations);
    }

    private static long count(List<Decision> decisions, String outcome) {
        return decisions.stream().filter(each -> each.outcome().equals(outcome)).count();
    }

    private static int mostInASecond(long[] accepted) {
        int most = 0;
        for (int first = 0, last = 0; last < accepted.length; last++) {
            while (accepted[last] - accepted[first] >= SECOND) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static int mostApps(List<Decision> decisions) {
        Map<Long, Set<String>> refused = new HashMap<>();
        for (Decision each : decisions) {
            if (!each.isAccepted()) {
                refused.computeIfAbsent(each.micros() / SECOND, any -> new HashSet<>())
                        .add(each.app());
            }
        }
        return refused.values().stream().mapToInt(Set::size).max().orElse(0);
    }

    private static String tooMany(Decision call, long[] accepted, int limit) {
        int inSecond = until(accepted, call.micros()) - until(accepted, call.micros() - SECOND);
        return inSecond <= limit ? null : inSecond + " accepted in the second before, itself included";
    }

    private static String unjust(Decision call, long[] accepted, int limit) {
        int end = until(accepted, call.micros());
        int inSecond = end - until(accepted, call.micros() - SECOND);
        if (inSecond != limit) {
            return "refused, though " + inSecond + " were accepted in the second before";
        }
        long free = accepted[end - limit] + SECOND;
        return call.micros() + call.pause() == free
                ? null
                : "told to wait " + call.pause() + " microseconds, not " + (free - call.micros());
    }

    /** How many are at this moment or earlier. */
    private static int until(long[] sorted, long moment) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    String words() {
        StringBuilder words = new StringBuilder(String.format(
                Locale.ROOT,
                "by the limiters' own logs: %,d calls accepted, %,d refused by Redis and %,d by what nodes remembered of that;%n"
                        + "at most %d of an app accepted in any second, up to %d apps refused in the same second; %s%n",
                accepted,
                refused,
                remembered,
                most,
                mostApps,
                violations.isEmpty() ? "every refusal just" : violations.size() + " VIOLATIONS"));
        violations.stream().limit(20).forEach(one -> words.append(one).append(System.lineSeparator()));
        return words.toString();
    }
}
