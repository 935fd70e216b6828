package dev.skerry.testing.kubernetes;

import dev.skerry.testing.kubernetes.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Secrets that {@code make-secrets.sh} makes, and who may have which.
 *
 * @param keys of each Secret
 */
record HandedOut(Map<String, Set<String>> keys) {
    private static final Map<String, Set<String>> READERS = Map.of(
            "origin", Set.of("skerry-verifier", "skerry-origin"),
            "purge", Set.of("skerry-verifier", "skerry-purge"),
            "edge", Set.of("skerry-edge", "skerry-edge-tls"));

    private static final Pattern MADE = Pattern.compile("^ *secret \\S+ (\\S+)((?: \"\\S+\")+)$", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("\"([a-z.-]+)=");

    static HandedOut byScript() {
        try {
            Map<String, Set<String>> keys = new HashMap<>();
            Matcher made = MADE.matcher(Files.readString(Manifests.folder().resolve("make-secrets.sh")));
            while (made.find()) {
                Set<String> found = KEY.matcher(made.group(2))
                        .results()
                        .map(key -> key.group(1))
                        .collect(Collectors.toSet());
                keys.put(made.group(1), found);
            }
            return new HandedOut(Map.copyOf(keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> faults(Workload workload, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        Map<String, String> secretOfVolume = new HashMap<>();
        for (Volume volume : workload.template().getSpec().getVolumes()) {
            if (volume.getSecret() != null) {
                secretOfVolume.put(volume.getName(), volume.getSecret().getSecretName());
            }
        }
        Set<String> allowed = READERS.getOrDefault(workload.container().getName(), Set.of());
        if (!allowed.equals(Set.copyOf(secretOfVolume.values()))) {
            faults.add("has the Secrets " + new TreeSet<>(secretOfVolume.values()) + ", and should have " + allowed);
        }
        Set<String> files = new TreeSet<>();
        for (VolumeMount mount : workload.container().getVolumeMounts()) {
            String secret = secretOfVolume.get(mount.getName());
            if (secret != null) {
                keys.getOrDefault(secret, Set.of()).forEach(key -> files.add(mount.getMountPath() + "/" + key));
            }
        }
        environment.forEach((variable, value) -> {
            if (value.startsWith("/secrets/") && !files.contains(value)) {
                faults.add(variable + " is " + value + ", and its secrets are " + files);
            }
        });
        return faults;
    }
}
