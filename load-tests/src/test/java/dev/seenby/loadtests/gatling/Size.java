package dev.seenby.loadtests.gatling;

/**
 * How large a dialect's part of an app is.
 *
 * @param rooms in which people write
 * @param people members of each room, one of whom writes; 2 to 100
 * @param messages in each room at the beginning
 */
record Size(int rooms, int people, int messages) {
    Size {
        if (people < 2 || people > 100) {
            throw new IllegalArgumentException("-Dpeople must be 2 to 100, not " + people);
        }
    }

    static Size given() {
        return new Size(
                Parameter.number("rooms", 10), Parameter.number("people", 10), Parameter.number("messages", 20));
    }
}
