package dev.seenby.app;

import dev.seenby.config.Config;
import dev.seenby.config.ConfigException;
import dev.seenby.config.Setting;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate and its key, tried before they are needed: else every client would find out that they do not fit. */
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

    /** How each kind of key signs. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private TlsFiles() {}

    /** @throws ConfigException if they cannot be used */
    static PemKeyCertOptions read(Config.Tls files, Vertx vertx) {
        PemKeyCertOptions tls = new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString());
        try {
            for (KeyManager manager : tls.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    mustFit(keys);
                }
            }
            return tls;
        } catch (Exception e) {
            LOG.debug("cannot use the certificate", e);
            String why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
            throw new ConfigException(Setting.TLS_CERT.variable() + " and " + Setting.TLS_KEY.variable()
                    + " cannot be used: " + why.replaceAll("\\R", " ")
                    + "; legal: PEM files of a certificate and its unencrypted private key");
        }
    }

    private static void mustFit(X509KeyManager keys) throws GeneralSecurityException {
        for (Map.Entry<String, String> kind : SIGNATURES.entrySet()) {
            String[] aliases = keys.getServerAliases(kind.getKey(), null);
            if (aliases != null && aliases.length > 0) {
                X509Certificate certificate = keys.getCertificateChain(aliases[0])[0];
                if (!signs(keys.getPrivateKey(aliases[0]), certificate, kind.getValue())) {
                    throw new GeneralSecurityException("the key is not the certificate's");
                }
            }
        }
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate, String algorithm)
            throws GeneralSecurityException {
        byte[] text = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(text);
        return signature.verify(signed);
    }
}
