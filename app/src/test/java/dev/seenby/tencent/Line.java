package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection to the server, on which anything can be said: whoever answers on it again has survived what was said before. */
final class Line implements AutoCloseable {
    /** An answer as it came. */
    record Answer(int status, String head, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }

        int code() {
            return json().getInteger("ErrorCode");
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Line(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer post(String target, String body) {
        return send("POST", target, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String target, String contentType, byte[] body) {
        say(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
                + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        say(body);
        return hear();
    }

    void say(String text) {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer hear() {
        String head = hearHead();
        try {
            byte[] body = in.readNBytes(length(head));
            return new Answer(Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String hearHead() {
        StringBuilder head = new StringBuilder();
        try {
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("closed after: " + head);
                }
                head.append((char) next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return head.toString();
    }

    private static int length(String head) {
        String name = "\r\ncontent-length: ";
        int at = head.toLowerCase(Locale.ROOT).indexOf(name);
        assertThat(at).as(head).isPositive();
        return Integer.parseInt(head.substring(at + name.length(), head.indexOf("\r\n", at + name.length())));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
