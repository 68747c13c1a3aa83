package dev.seenby.loadtests.gatling;

/** People with Rocket.Chat clients. */
public final class RocketChatSimulation extends DialectSimulation {
    public RocketChatSimulation() {
        super("rocketchat", RocketChatVisits::prepare, RocketChatVisits.visit());
    }
}
