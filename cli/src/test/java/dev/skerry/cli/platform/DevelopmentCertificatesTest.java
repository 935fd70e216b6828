package dev.skerry.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificatesTest {
    @TempDir
    private Path folder;

    private static List<X509Certificate> read(Path file) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Test
    void the_certificate_is_for_localhost_alone_and_signed_by_an_authority_whose_key_is_gone() throws Exception {
        DevelopmentCertificates certificates = new DevelopmentCertificates(folder);
        certificates.prepare(Clock.systemUTC());

        X509Certificate authority = read(certificates.authority()).getFirst();
        X509Certificate leaf = read(certificates.certificate()).getFirst();
        leaf.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isNotNegative();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofDays(825));
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("localhost", "*.localhost", "demo.localhost", "127.0.0.1");
        assertThat(folder).isDirectoryNotContaining("glob:**.p12");

        byte[] message = {1, 2, 3};
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Pem.decode(Files.readString(certificates.key())))));
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(leaf);
        signature.update(message);
        assertThat(signature.verify(signed))
                .as("key and certificate belong together")
                .isTrue();
    }

    @Test
    void it_is_kept_until_a_month_before_its_end() throws Exception {
        DevelopmentCertificates certificates = new DevelopmentCertificates(folder);
        certificates.prepare(Clock.systemUTC());
        byte[] first = Files.readAllBytes(certificates.certificate());

        certificates.prepare(Clock.offset(Clock.systemUTC(), Duration.ofDays(790)));
        assertThat(certificates.certificate()).hasBinaryContent(first);

        certificates.prepare(Clock.offset(Clock.systemUTC(), Duration.ofDays(800)));
        assertThat(Files.readAllBytes(certificates.certificate())).isNotEqualTo(first);
    }
}
