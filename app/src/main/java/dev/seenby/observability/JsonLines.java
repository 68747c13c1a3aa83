package dev.seenby.observability;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * Writes each line of the log as one JSON object: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code
 * thread}, {@code request} (the id of the call, if one was worked on), {@code message}, and {@code error} (with its
 * stack) if there was one.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();

    /** The log of this process is written as JSON from now on. @throws IllegalStateException if logback.xml is not ours */
    public static void turnOn() {
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
                && root.getAppender("ASYNC") instanceof AsyncAppender async
                && async.getAppender("CONSOLE") instanceof ConsoleAppender<ILoggingEvent> console) {
            JsonLines lines = new JsonLines();
            lines.setContext(root.getLoggerContext());
            lines.start();
            console.stop();
            console.setEncoder(lines);
            console.start();
        } else {
            throw new IllegalStateException("the log has no appender ASYNC with a CONSOLE");
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        // Not bytes at once: half a surrogate pair, which is no UTF-8, would cost the line.
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", event.getInstant().toString());
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("thread", event.getThreadName());
            String id = event.getMDCPropertyMap().get(RequestIdFilter.NAME);
            if (id != null) {
                json.writeStringField(RequestIdFilter.NAME, id);
            }
            json.writeStringField("message", event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                json.writeStringField("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to memory", e);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
