package dev.skerry.purge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Topics;
import dev.skerry.parts.Checkout;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.Launch;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for Java does what its readers hope for, run as they run it. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class ExampleTest {
    @Inject
    PurgeLog log;

    @TempDir
    Path folder;

    /** The jar of a class, as the JVM found it before Quarkus came. */
    private static String jarOf(String type) throws Exception {
        return Path.of(ClassLoader.getSystemClassLoader()
                        .loadClass(type)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }

    @Test
    void the_java_example_purges() throws Exception {
        Await.until("the service is ready", () -> log.state().isReady());
        Config config = ConfigProvider.getConfig();
        String kafka = config.getValue("skerry.kafka", String.class);
        String token = TestKeys.sign(
                TestKeys.claims("demo", "purge:select"),
                TestKeys.parse(config.getValue(TestPlatform.PRIVATE_KEY, String.class)));
        String key = "example-" + UUID.randomUUID();
        Launch launch = new Launch(
                "example",
                List.of(
                        Launch.java().toString(),
                        "-cp",
                        jarOf("org.apache.kafka.clients.producer.KafkaProducer")
                                + File.pathSeparator
                                + jarOf("org.slf4j.Logger"),
                        Checkout.find()
                                .root()
                                .resolve("docs/examples/publish-purge/PurgeEvent.java")
                                .toString(),
                        kafka,
                        "demo",
                        key),
                Map.of("TOKEN", token),
                folder,
                folder.resolve("example.log"));
        try (ChildProcess example = ChildProcess.start(launch);
                EventClient events = new EventClient(kafka, Topics.PURGE_REQUESTS.name())) {
            assertThat(example.onExit().get(60, TimeUnit.SECONDS))
                    .as(Files.readString(launch.log()))
                    .isZero();
            EventClient.Result result = events.await(
                            "the example's event is answered",
                            seen -> seen.data().path("selectors").toString().contains(key),
                            1)
                    .getFirst();
            assertThat(result.kind()).isEqualTo("committed");
            assertThat(result.headers()).containsEntry("ce_requestsource", "/examples/java");
        }
    }
}
