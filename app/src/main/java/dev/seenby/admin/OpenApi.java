package dev.seenby.admin;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The description of this API for programs, as OpenAPI 3.1; it holds nothing secret, so whoever asks gets it. */
final class OpenApi {
    private static final String FILE = "openapi.json";

    private OpenApi() {}

    static Route route() {
        Buffer text = Buffer.buffer(text());
        return Route.get("/admin/v1/" + FILE, context -> Future.succeededFuture(Answer.json(200, text)))
                .opened();
    }

    static byte[] text() {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
