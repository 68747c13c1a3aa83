package dev.seenby.loadtests.gatling;

/** An app's back end, as Tencent's REST API is called. */
public final class TencentSimulation extends DialectSimulation {
    public TencentSimulation() {
        super("tencent", TencentVisits::prepare, TencentVisits.visit());
    }
}
