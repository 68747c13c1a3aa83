package dev.seenby.loadtests.gatling;

/** What can be set of a run: system properties, {@code -Dname=value}, as load-tests/README.md lists them. */
final class Parameter {
    private Parameter() {}

    static String text(String name, String unlessGiven) {
        return System.getProperty(name, unlessGiven);
    }

    static int number(String name, int unlessGiven) {
        return (int) decimal(name, unlessGiven);
    }

    /** @throws IllegalArgumentException that names it, when it is none above 0 */
    static double decimal(String name, double unlessGiven) {
        String given = System.getProperty(name);
        if (given == null) {
            return unlessGiven;
        }
        try {
            double value = Double.parseDouble(given);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("-D" + name + " must be a number above 0, not " + given);
    }
}
