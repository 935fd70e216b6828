package dev.skerry.edge.server;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * What TLS needs of a server, read from two files at one moment and checked against each other. Immutable.
 *
 * @param pem the certificate and its key
 * @param notAfter when the certificate expires
 */
public record ServerCertificate(PemKeyCertOptions pem, Instant notAfter) {
    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> KEY_TYPES = List.of("EC", "RSA");
    private static final byte[] SIGNED = {1, 2, 3, 4};

    /**
     * Reads a certificate and its key.
     *
     * @param certificate PEM file, the leaf first
     * @param key PEM file, PKCS #8
     * @throws IllegalArgumentException if one of them cannot be read or used, or they do not belong together; the message
     *     names the file and what would be right, and nothing of the key
     */
    public static ServerCertificate load(Vertx vertx, Path certificate, Path key) {
        PemKeyCertOptions pem =
                new PemKeyCertOptions().addCertValue(read(certificate)).addKeyValue(read(key));
        X509ExtendedKeyManager manager = manager(vertx, pem, certificate, key);
        String alias = KEY_TYPES.stream()
                .flatMap(type -> Stream.ofNullable(manager.getServerAliases(type, null)))
                .flatMap(Stream::of)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        certificate + " is for a key of a kind that is not served with: use RSA or EC"));
        X509Certificate leaf = manager.getCertificateChain(alias)[0];
        checkPair(leaf, manager.getPrivateKey(alias), certificate, key);
        return new ServerCertificate(pem, leaf.getNotAfter().toInstant());
    }

    private static Buffer read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new IllegalArgumentException(file + " is over 1 MiB, which no certificate or key is");
            }
            return Buffer.buffer(text);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }

    private static X509ExtendedKeyManager manager(Vertx vertx, PemKeyCertOptions pem, Path certificate, Path key) {
        String wrong =
                certificate + " and " + key + " can't be used: use PEM, a certificate with the leaf first and its"
                        + " key, RSA or EC, in PKCS #8 (BEGIN PRIVATE KEY)";
        try {
            for (KeyManager manager : pem.getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509ExtendedKeyManager found) {
                    return found;
                }
            }
            throw new IllegalArgumentException(wrong);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) { // declared so by Vert.x; what it says may quote the file
            throw new IllegalArgumentException(wrong + "; " + e.getClass().getSimpleName(), e);
        }
    }

    /** A key store takes any key for any certificate; users would find out. */
    private static void checkPair(X509Certificate leaf, PrivateKey own, Path certificate, Path key) {
        try {
            Signature signature =
                    Signature.getInstance(own.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(own);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(leaf.getPublicKey());
            signature.update(SIGNED);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(notAPair(certificate, key), e);
        }
        throw new IllegalArgumentException(notAPair(certificate, key));
    }

    private static String notAPair(Path certificate, Path key) {
        return key + " is not the key of the first certificate in " + certificate
                + ": give the two files that were made together";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ServerCertificate[notAfter=" + notAfter + "]";
    }
}
