package dev.seenby.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The back end of the app, which is told of reads and messages; it fails one time in fifty. */
final class WebhookReceiver implements AutoCloseable {
    private static final int FAILS_EACH = 50;

    private final HttpServer server;
    /** The one thread of which it is told everything. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    /** By message, who is told to have read it. */
    private final Map<Long, Set<String>> readers = new ConcurrentHashMap<>();
    /** Those posts that were taken; what is told again is known by its id. */
    private final Set<String> taken = new HashSet<>();

    private final List<Long> sent = new CopyOnWriteArrayList<>();
    private int posts;

    WebhookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(thread);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/told";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body =
                    TencentCaller.JSON.readTree(exchange.getRequestBody().readAllBytes());
            boolean fails = take(exchange.getRequestHeaders().getFirst("webhook-id"), body);
            exchange.sendResponseHeaders(fails ? 500 : 200, -1);
        }
    }

    /** @return whether it is not taken */
    private boolean take(String id, JsonNode body) {
        posts++;
        if (posts % FAILS_EACH == 0) {
            return true;
        }
        if (taken.add(id)) {
            if (body.path("CallbackCommand").asText().equals("Group.CallbackAfterSendMsg")) {
                sent.add(body.path("MsgSeq").asLong());
            }
            for (JsonNode message : body.path("GroupMsgReceiptList")) {
                Set<String> told =
                        readers.computeIfAbsent(message.path("MsgSeq").asLong(), seq -> ConcurrentHashMap.newKeySet());
                message.path("ReadReceiptMembers")
                        .forEach(
                                member -> told.add(member.path("Member_Account").asText()));
            }
        }
        return false;
    }

    /** Whether it was told that this person has read all these messages. */
    boolean knows(String reader, Collection<Long> messages) {
        return messages.stream()
                .allMatch(seq -> readers.getOrDefault(seq, Set.of()).contains(reader));
    }

    /** The messages of which somebody is told to have read them. */
    Set<Long> readBy(String reader) {
        Set<Long> read = new HashSet<>();
        readers.forEach((seq, told) -> {
            if (told.contains(reader)) {
                read.add(seq);
            }
        });
        return read;
    }

    /** The messages that it was told of, in the order in which it was. */
    List<Long> sent() {
        return List.copyOf(sent);
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }
}
