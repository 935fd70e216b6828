package dev.skerry.cli.platform;

import dev.skerry.parts.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for {@code localhost} and its subdomains, and the authority that signed it, made by the JDK's {@code
 * keytool}. The authority's private key is thrown away after the one signature: whoever trusts {@link #authority()}
 * trusts this certificate, and nobody can ever sign another.
 *
 * @param folder that holds them
 */
public record DevelopmentCertificates(Path folder) {
    /** What browsers accept at most. */
    private static final int DAYS = 825;

    private static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final String PASSWORD_VARIABLE = "SKERRY_KEYTOOL_PASSWORD";

    /** What to trust, in PEM: for {@code curl --cacert}. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** The certificate with its chain, in PEM. */
    public Path certificate() {
        return folder.resolve("localhost.pem");
    }

    /** Its private key, PKCS#8 in PEM. */
    public Path key() {
        return folder.resolve("localhost-key.pem");
    }

    /** Makes them if there are none, or those there are end within a month. */
    void prepare(Clock clock) {
        if (Files.exists(key()) && Files.exists(authority()) && isFresh(clock.instant())) {
            return;
        }
        Path store = folder.resolve("keytool.p12");
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            Files.deleteIfExists(store);
            keytool(
                    store,
                    password,
                    "ca",
                    "CN=Skerry development CA",
                    "-ext bc:c=ca:true -ext ku:c=keyCertSign,cRLSign");
            keytool(
                    store,
                    password,
                    "leaf",
                    "CN=localhost",
                    "-signer ca -ext bc:c=ca:false -ext ku:c=digitalSignature -ext eku=serverAuth"
                            + " -ext san=dns:localhost,dns:*.localhost,dns:demo.localhost,ip:127.0.0.1");
            export(store, password.toCharArray());
            Files.delete(store);
        } catch (IOException e) {
            throw new UncheckedIOException("making certificates in " + folder + " failed", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keytool's store cannot be read", e);
        }
    }

    private boolean isFresh(Instant now) {
        try (InputStream in = Files.newInputStream(certificate())) {
            X509Certificate leaf =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            leaf.checkValidity(Date.from(now.plus(RENEW_BEFORE_END)));
            return true;
        } catch (IOException | GeneralSecurityException e) {
            return false; // absent, damaged or at its end: all are mended by making a new one
        }
    }

    private void export(Path store, char[] password) throws IOException, GeneralSecurityException {
        KeyStore entries = KeyStore.getInstance(store.toFile(), password);
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : entries.getCertificateChain("leaf")) {
            chain.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
        }
        Pem.writeSecret(
                key(),
                Pem.encode("PRIVATE KEY", entries.getKey("leaf", password).getEncoded()));
        Pem.writeSecret(
                authority(),
                Pem.encode("CERTIFICATE", entries.getCertificate("ca").getEncoded()));
        Pem.writeSecret(certificate(), chain.toString());
    }

    private void keytool(Path store, String password, String alias, String name, String options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Launch.java().resolveSibling("keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE,
                "-validity",
                Integer.toString(DAYS),
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(Arrays.asList(options.split(" ", -1)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("keytool failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted while keytool ran", e);
        }
    }
}
