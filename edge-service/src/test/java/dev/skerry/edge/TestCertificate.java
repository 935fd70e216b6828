package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost} that is signed by itself, and its key.
 *
 * @param certificate PEM file
 * @param key PEM file, PKCS #8
 * @param read what the certificate says
 */
record TestCertificate(Path certificate, Path key, X509Certificate read) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Makes a new one by keytool, in a folder below {@code folder}; {@code algorithm} is that of keytool. */
    static TestCertificate make(Path folder, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path own = Files.createTempDirectory(folder, "certificate");
        Path store = own.resolve("edge.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "edge",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        X509Certificate read = (X509Certificate) keys.getCertificate("edge");
        return new TestCertificate(
                pem(own, "CERTIFICATE", read.getEncoded()),
                pem(own, "PRIVATE KEY", keys.getKey("edge", PASSWORD).getEncoded()),
                read);
    }

    private static Path pem(Path folder, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(type + ".pem"),
                "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    /** Tells certificates apart. */
    BigInteger serial() {
        return read.getSerialNumber();
    }

    /** For a client that trusts these and no others. */
    static SSLContext trusting(TestCertificate... certificates) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (TestCertificate one : certificates) {
            trusted.setCertificateEntry(one.serial().toString(), one.read());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
