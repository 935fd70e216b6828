package dev.skerry.testing.kubernetes;

import dev.skerry.parts.Checkout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The objects of one overlay. */
record Manifests(List<HasMetadata> objects) {
    private static final long RENDER_SECONDS = 60;

    Manifests {
        objects = List.copyOf(objects);
    }

    /** Whatever makes pods. */
    record Workload(String kind, String name, Map<String, String> selector, PodTemplateSpec template) {
        Container container() {
            return template.getSpec().getContainers().getFirst();
        }

        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    static Path folder() {
        return Checkout.find().root().resolve("deploy/kubernetes");
    }

    /** The overlays, sorted. */
    static List<Path> overlays() {
        try (Stream<Path> folders = Files.list(folder().resolve("overlays"))) {
            return folders.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code kubectl kustomize} makes of a folder, as text. */
    static String render(Path kustomization) {
        try {
            Path errors = Files.createTempFile("kustomize", ".err");
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization.toString())
                    .redirectError(errors.toFile())
                    .start();
            try {
                String rendered = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!kubectl.waitFor(RENDER_SECONDS, TimeUnit.SECONDS) || kubectl.exitValue() != 0) {
                    throw new IllegalStateException(kustomization + ": " + Files.readString(errors));
                }
                return rendered;
            } finally {
                kubectl.destroyForcibly();
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while rendering " + kustomization, e);
        }
    }

    static Manifests of(String rendered) {
        return new Manifests(StrictYaml.read(rendered));
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    List<Workload> workloads() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(deployment -> new Workload(
                                        "Deployment",
                                        deployment.getMetadata().getName(),
                                        deployment.getSpec().getSelector().getMatchLabels(),
                                        deployment.getSpec().getTemplate())),
                        all(StatefulSet.class).stream()
                                .map(set -> new Workload(
                                        "StatefulSet",
                                        set.getMetadata().getName(),
                                        set.getSpec().getSelector().getMatchLabels(),
                                        set.getSpec().getTemplate())))
                .toList();
    }

    /** The workloads whose pods have all of these labels. */
    List<Workload> selected(Map<String, String> labels) {
        return workloads().stream()
                .filter(workload -> workload.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    /** The variables of a workload's container, as far as they are known before it runs. */
    Map<String, String> environment(Workload workload) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvFromSource source : workload.container().getEnvFrom()) {
            find(ConfigMap.class, source.getConfigMapRef().getName())
                    .ifPresent(map -> environment.putAll(map.getData()));
        }
        for (EnvVar variable : workload.container().getEnv()) {
            value(workload, variable).ifPresent(value -> environment.put(variable.getName(), value));
        }
        environment.replaceAll((name, value) -> expand(value, environment));
        return environment;
    }

    private Optional<String> value(Workload workload, EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return Optional.of(variable.getValue());
        }
        if (variable.getValueFrom().getConfigMapKeyRef() != null) {
            String map = variable.getValueFrom().getConfigMapKeyRef().getName();
            String key = variable.getValueFrom().getConfigMapKeyRef().getKey();
            return find(ConfigMap.class, map).map(found -> found.getData().get(key));
        }
        String path = variable.getValueFrom().getFieldRef().getFieldPath();
        return path.equals("metadata.name")
                ? Optional.of(workload.name() + "-0")
                : Optional.ofNullable(workload.labels().get(path.replaceAll("metadata\\.labels\\['(.*)']", "$1")));
    }

    private static String expand(String value, Map<String, String> environment) {
        String expanded = value;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }
}
