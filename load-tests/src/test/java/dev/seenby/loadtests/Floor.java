package dev.seenby.loadtests;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.cpu.CpuCoreSensor;
import io.vertx.ext.web.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Vert.x takes at least: a bare router that knows nobody and answers each path with bytes from memory, on as many event loops
 * and with the same transport as Seenby.
 *
 * <p>{@code Floor port [path file]...}
 */
public final class Floor {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private Floor() {}

    public static void main(String[] args) throws Exception {
        Map<String, Buffer> answers = new LinkedHashMap<>();
        for (int i = 1; i + 1 < args.length; i += 2) {
            answers.put(args[i], Buffer.buffer(Files.readAllBytes(Path.of(args[i + 1]))));
        }
        int eventLoops = CpuCoreSensor.availableProcessors();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops).setPreferNativeTransport(true));
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(Integer.parseInt(args[0]))
                .setMaxInitialLineLength(8_192)
                .setIdleTimeout(60)
                .setHttp2ClearTextEnabled(false);
        Bench.await(vertx.deployVerticle(
                () -> new Front(options, answers), new DeploymentOptions().setInstances(eventLoops)));
    }

    private static final class Front extends VerticleBase {
        private final HttpServerOptions options;
        private final Map<String, Buffer> answers;

        Front(HttpServerOptions options, Map<String, Buffer> answers) {
            this.options = options;
            this.answers = answers;
        }

        @Override
        public Future<?> start() {
            Router router = Router.router(vertx);
            answers.forEach((path, answer) -> router.route(path).handler(context -> context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                    .end(answer)));
            return vertx.createHttpServer(options).requestHandler(router).listen();
        }
    }
}
