package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the configuration that change while a node serves. */
class ReloadTest {
    @TempDir
    Path folder;

    private ScriptedOrigin origin;
    private Path site;
    private Path certificate;
    private Path key;
    private @Nullable Edge started;

    @BeforeEach
    void prepare() throws IOException {
        origin = new ScriptedOrigin(
                (request, answer) -> answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60"));
        site = folder.resolve("site.yaml");
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        writeSite("localhost");
    }

    @AfterEach
    void stop() throws IOException {
        if (started != null) {
            started.close();
        }
        origin.close();
    }

    private void start(Map<String, String> more) throws InterruptedException {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("skerry.site-file", site.toString());
        started = Edge.start(TestConfig.of(settings));
    }

    private Edge edge() {
        return Objects.requireNonNull(started);
    }

    private void startSecure() throws InterruptedException {
        start(Map.of("skerry.tls.cert", certificate.toString(), "skerry.tls.key", key.toString()));
    }

    private void writeSite(String host) throws IOException {
        Files.writeString(site, """
                site: docs
                hosts: [%s]
                origins: [{url: "%s"}]
                """.formatted(host, origin.url()));
    }

    private void put(TestCertificate ofCertificate, TestCertificate ofKey) throws IOException {
        Files.copy(ofCertificate.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(ofKey.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLSocket connect(SSLContext trust) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", edge().httpsPort());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private BigInteger served(SSLContext trust) throws IOException {
        try (SSLSocket socket = connect(trust)) {
            SSLSession session = socket.getSession();
            return ((X509Certificate) session.getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static int status(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("content of /a")) {
            head.append((char) socket.getInputStream().read());
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    private String metrics() throws IOException, InterruptedException {
        return get(edge().adminPort(), "/q/metrics", "localhost").body();
    }

    private static HttpResponse<String> get(int port, String path, String host)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Host", host)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void new_connections_are_met_with_the_new_certificate_and_those_that_are_open_go_on(String algorithm)
            throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC");
        TestCertificate second = TestCertificate.make(folder, algorithm);
        put(first, first);
        startSecure();
        SSLContext trust = TestCertificate.trusting(first, second);
        try (SSLSocket open = connect(trust)) {
            assertThat(status(open)).isEqualTo(200);
            put(second, second);
            assertThat(served(trust)).as("before anybody looked").isEqualTo(first.serial());
            edge().reload();
            assertThat(served(trust)).isEqualTo(second.serial());
            assertThat(status(open)).isEqualTo(200);
        }
        assertThat(metrics())
                .containsPattern("skerry_edge_reloads_total\\{[^\n]* 1\\.0\n")
                .contains(
                        "} " + (double) second.read().getNotAfter().toInstant().getEpochSecond() + "\n");
    }

    @Test
    void http_2_is_still_chosen_after_the_certificate_has_changed() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC");
        TestCertificate second = TestCertificate.make(folder, "EC");
        put(first, first);
        startSecure();
        put(second, second);
        edge().reload();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(TestCertificate.trusting(second))
                .build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + edge().httpsPort() + "/a"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("content of /a");
        }
    }

    /** As they are for a moment where one file is written after the other. */
    @Test
    void a_certificate_with_the_key_of_another_changes_nothing_until_the_files_belong_together() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC");
        TestCertificate second = TestCertificate.make(folder, "EC");
        put(first, first);
        startSecure();
        SSLContext trust = TestCertificate.trusting(first, second);
        put(second, first);
        edge().reload();
        assertThat(served(trust)).isEqualTo(first.serial());
        assertThat(metrics()).containsPattern("skerry_edge_reload_rejected\\{[^\n]* 1\\.0\n");
        put(second, second);
        edge().reload();
        assertThat(served(trust)).isEqualTo(second.serial());
        assertThat(metrics()).containsPattern("skerry_edge_reload_rejected\\{[^\n]* 0\\.0\n");
    }

    @Test
    void a_certificate_that_is_gone_or_no_PEM_or_of_a_kind_that_is_not_known_changes_nothing() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "EC");
        put(first, first);
        startSecure();
        SSLContext trust = TestCertificate.trusting(first);
        Files.delete(certificate);
        edge().reload();
        assertThat(served(trust)).isEqualTo(first.serial());
        Files.writeString(certificate, "no PEM");
        edge().reload();
        assertThat(served(trust)).isEqualTo(first.serial());
        TestCertificate other = TestCertificate.make(folder, "Ed25519");
        put(other, other);
        edge().reload();
        assertThat(served(trust)).isEqualTo(first.serial());
    }

    @Test
    void a_node_does_not_start_with_a_key_of_another_certificate_and_says_which_files() throws Exception {
        TestCertificate first = TestCertificate.make(folder, "RSA");
        TestCertificate second = TestCertificate.make(folder, "RSA");
        put(first, second);
        assertThatThrownBy(this::startSecure)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key.toString())
                .hasMessageContaining("is not the key of the first certificate in " + certificate);
    }

    @Test
    void a_site_file_that_changes_is_in_force_and_one_that_is_wrong_is_not() throws Exception {
        start(Map.of());
        assertThat(get(edge().httpPort(), "/a", "localhost").statusCode()).isEqualTo(200);
        writeSite("other.example");
        edge().reload();
        assertThat(get(edge().httpPort(), "/a", "localhost").statusCode()).isEqualTo(421);
        assertThat(get(edge().httpPort(), "/a", "other.example").statusCode()).isEqualTo(200);
        Files.writeString(site, "site: docs\nhots: [localhost]\n");
        edge().reload();
        assertThat(get(edge().httpPort(), "/a", "other.example").statusCode()).isEqualTo(200);
        assertThat(metrics()).containsPattern("skerry_edge_reload_rejected\\{[^\n]* 1\\.0\n");
    }
}
