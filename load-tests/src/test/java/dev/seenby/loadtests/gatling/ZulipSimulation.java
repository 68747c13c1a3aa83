package dev.seenby.loadtests.gatling;

/** People with Zulip clients. */
public final class ZulipSimulation extends DialectSimulation {
    public ZulipSimulation() {
        super("zulip", ZulipVisits::prepare, ZulipVisits.visit());
    }
}
