package dev.seenby.tencent;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;

/**
 * A certificate for localhost that this JVM trusts. There is one for the whole run: Tencent's client keeps its HTTP client, and what
 * it trusts, in a static field, so this class must be used before that one.
 */
final class LocalCertificate {
    private static final X509Bundle BUNDLE = trusted();

    private LocalCertificate() {}

    static HttpServerOptions server() {
        return new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(BUNDLE.getCertificatePathPEM()))
                        .setKeyValue(Buffer.buffer(BUNDLE.getPrivateKeyPEM())));
    }

    static SSLContext client() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, BUNDLE.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        return context;
    }

    private static X509Bundle trusted() {
        try {
            X509Bundle bundle = new CertificateBuilder()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            trust.setCertificateEntry("localhost", bundle.getCertificate());
            Path file = Files.createTempFile("trust", ".p12");
            file.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(file)) {
                trust.store(out, "changeit".toCharArray());
            }
            System.setProperty("javax.net.ssl.trustStore", file.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
            return bundle;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
