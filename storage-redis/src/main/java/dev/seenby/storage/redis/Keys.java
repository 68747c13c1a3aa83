package dev.seenby.storage.redis;

import dev.seenby.storage.IndexUnit;

/** Names of keys, as told in the module's README. What stands in braces decides the slot in a Redis Cluster. */
final class Keys {
    /** Fixed for ever: another number would look for rooms in other places. A power of two. */
    static final int PARTITIONS = 64;

    private Keys() {}

    /** Room ids are given in order; a multiplication by 2^64 over the golden ratio spreads them in the upper bits. */
    static int partitionOf(long room) {
        return (int) ((room * 0x9E3779B97F4A7C15L) >>> (64 - Integer.numberOfTrailingZeros(PARTITIONS)));
    }

    static String partition(int number) {
        return "seenby:{" + number + "}";
    }

    /** Name of a unit within its partition. */
    static String unit(IndexUnit unit) {
        return switch (unit.kind()) {
            case TIMELINE -> timeline(unit.id());
            case ROOM -> "r" + unit.id();
        };
    }

    static String timeline(long id) {
        return "t" + id;
    }

    static String call(long app, String call) {
        return "seenby:calls:{" + app + "}:" + call;
    }

    static String person(long app, long person) {
        return "seenby:calls:{" + app + "}:person:" + person;
    }

    static String ceiling(long app) {
        return "seenby:calls:{" + app + "}";
    }

    /** Beside the limiter's keys of the app, so that one script sees all. */
    static String stamp(long app) {
        return "seenby:stamp:{" + app + "}";
    }

    /** Begins the names of all that belongs to an app's event queues. */
    static String events(long app) {
        return "seenby:events:{" + app + "}";
    }
}
