package dev.seenby.observability;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;

/**
 * Notes the request's id on a line while the thread that logs it is still at it: what writes lines is another thread.
 * Keeps all lines.
 */
public final class RequestIdFilter extends Filter<ILoggingEvent> {
    /** Under which name the id stands, also in the pattern of {@code logback.xml}. */
    static final String NAME = "request";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String id = RequestIds.current();
        if (id != null && event instanceof LoggingEvent line) {
            line.setMDCPropertyMap(Map.of(NAME, id));
        }
        return FilterReply.NEUTRAL;
    }
}
