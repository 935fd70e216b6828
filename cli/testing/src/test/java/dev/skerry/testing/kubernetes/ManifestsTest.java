package dev.skerry.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.testing.NeedsKubectl;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl kustomize} makes of {@code deploy/kubernetes}, object by object and against each other. */
@NeedsKubectl("rendering what is deployed to Kubernetes")
class ManifestsTest {
    private static final HandedOut SECRETS = HandedOut.byScript();

    static List<Path> overlays() {
        return Manifests.overlays();
    }

    private static List<String> faults(String rendered) {
        Manifests manifests = Manifests.of(rendered);
        List<String> faults = new ArrayList<>(WorkloadRules.faults(manifests));
        faults.addAll(ReferenceRules.faults(manifests, SECRETS));
        faults.addAll(new NetworkRules(manifests).faults());
        return faults;
    }

    private static String local() {
        return Manifests.render(Manifests.folder().resolve("overlays/local"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void an_overlay_is_sound_in_itself(Path overlay) {
        assertThat(faults(Manifests.render(overlay))).isEmpty();
    }

    @Test
    void everything_in_one_cluster_has_three_pops_and_each_its_own_redis() {
        Manifests local = Manifests.of(local());
        assertThat(local.workloads().stream().map(Manifests.Workload::name))
                .containsExactlyInAnyOrder(
                        "fra-edge",
                        "nyc-edge",
                        "sgp-edge",
                        "fra-redis",
                        "nyc-redis",
                        "sgp-redis",
                        "kafka",
                        "origin",
                        "purge",
                        "telemetry");
        for (String pop : List.of("fra", "nyc", "sgp")) {
            Manifests.Workload edge = local.workloads().stream()
                    .filter(workload -> workload.name().equals(pop + "-edge"))
                    .findFirst()
                    .orElseThrow();
            assertThat(local.environment(edge))
                    .containsEntry("SKERRY_POP", pop)
                    .containsEntry("SKERRY_NODE", pop + "-edge-0")
                    .containsEntry("SKERRY_REDIS", "redis://" + pop + "-redis:6379");
        }
    }

    @Test
    void a_pop_is_added_by_one_command(@TempDir Path temp) throws Exception {
        Path folder = temp.resolve("kubernetes");
        copy(Manifests.folder().resolve("..").normalize(), temp);
        run(folder, "./add-pop.sh", "ams", "--shield", "http://ams.pops.example:9001");
        run(folder, "./add-pop.sh", "ams", "--local", "--shield", "http://ams-edge:9001");

        String alone = Manifests.render(folder.resolve("overlays/ams"));
        assertThat(faults(alone)).isEmpty();
        assertThat(alone).contains("ams=http://ams.pops.example:9001");
        String local = Manifests.render(folder.resolve("overlays/local"));
        assertThat(faults(local)).isEmpty();
        assertThat(local).contains("ams=http://ams-edge:9001", "ams-1=http://ams-edge-1.ams-edge-nodes:9901");
        Set<String> added = names(local);
        added.removeAll(names(local()));
        assertThat(added).contains("StatefulSet ams-edge", "Deployment ams-redis", "PodDisruptionBudget ams-edge");
    }

    private static Set<String> names(String rendered) {
        Set<String> names = new HashSet<>();
        for (HasMetadata object : Manifests.of(rendered).objects()) {
            names.add(object.getKind() + " " + object.getMetadata().getName());
        }
        return names;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("output").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolveSibling("output")))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    path: /q/health/live       | path: /q/health/ready      | does not probe /q/health/live
                    path: /q/health/ready      | path: /q/health            | does not probe /q/health/ready
                    image: skerry/edge:dev     | image: skerry/edge         | has no version
                    image: skerry/edge:dev     | image: skerry/edge:latest  | has no version
                    runAsNonRoot: true         | runAsNonRoot: false        | may run as root
                    readOnlyRootFilesystem: true | readOnlyRootFilesystem: false | may write
                    allowPrivilegeEscalation: false | allowPrivilegeEscalation: true | may get more rights
                    type: RuntimeDefault       | type: Unconfined           | no seccomp profile
                    automountServiceAccountToken: false | automountServiceAccountToken: true | token
                    enableServiceLinks: false  | enableServiceLinks: true   | variables of Services
                    memory: 512Mi              | memory: 128Mi              | leaves the heap no room
                    SKERRY_DRAIN_DELAY: 10s    | SKERRY_DRAIN_DELAY: 30s    | is killed before it has drained for 50 s
                    serviceAccountName: purge  | serviceAccountName: purg   | no ServiceAccount purg
                    secretName: skerry-purge   | secretName: skerry-origin  | and should have
                    webhook-key                | webhook-keys               | and its secrets are
                    kind: StatefulSet          | kind: Deployment           | unknown
                    redis:6379                 | rediss:6379                | leads nowhere: fra-rediss:6379
                    fra-edge-1.fra-edge-nodes  | fra-node-1.fra-edge-nodes  | leads nowhere: fra-node-1
                    nyc=http://nyc-edge:9001   | nyc=http://nyc-edge:9002   | leads nowhere: nyc-edge:9002
                    targetPort: https          | targetPort: tls            | its pods have no port tls
                    whenUnsatisfiable          | whenUnsatisfied            | unknown
                    podSelector: {}            | podSelector: {matchLabels: {a: b}} | no NetworkPolicy denies everything
                    - port: 6379               | - port: 6380               | may not reach Deployment fra-redis on port 6379
                    - telemetry                | - console                  | StatefulSet fra-edge may not reach Deployment telemetry on port 8080
                    minReplicas: 2             | minReplicas: 1             | has fewer than two
                    serviceName: origin        | serviceName: content       | no Service content
                    """)
    void what_is_wrong_is_found(String right, String wrong, String fault) {
        String rendered = local();
        assertThat(rendered).contains(right);
        String broken = rendered.replace(right, wrong);
        if (fault.equals("unknown")) {
            assertThatThrownBy(() -> faults(broken)).hasMessageContaining("Unrecognized field");
        } else {
            assertThat(String.join("\n", faults(broken))).contains(fault);
        }
    }

    @Test
    void no_secret_is_in_the_checkout() {
        assertThatThrownBy(() -> Manifests.of("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"))
                .hasMessageContaining("'v1 Secret' is none of");
    }

    @Test
    void a_field_that_is_there_twice_is_an_error() {
        assertThatThrownBy(() -> Manifests.of("apiVersion: v1\nkind: Service\nkind: Service\n"))
                .hasMessageContaining("Duplicate field");
    }
}
