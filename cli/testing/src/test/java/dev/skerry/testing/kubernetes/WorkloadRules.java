package dev.skerry.testing.kubernetes;

import dev.skerry.contract.TimeSpan;
import dev.skerry.testing.kubernetes.Manifests.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What must hold for each workload by itself. */
final class WorkloadRules {
    private static final List<String> RESOURCES = List.of("cpu", "memory");
    private static final String OURS = "skerry/";

    private WorkloadRules() {}

    /** What is wrong, in words; empty if nothing is. */
    static List<String> faults(Manifests manifests) {
        List<String> faults = new ArrayList<>();
        for (Workload workload : manifests.workloads()) {
            List<String> found = new ArrayList<>();
            pod(workload.template().getSpec(), found);
            rights(workload.template().getSpec(), found);
            resources(workload.container(), found);
            probes(workload.container(), found);
            if (workload.container().getImage().startsWith(OURS)) {
                ours(workload, manifests.environment(workload), found);
            }
            found.forEach(fault -> faults.add(workload + ": " + fault));
        }
        return faults;
    }

    private static void pod(PodSpec pod, List<String> faults) {
        expect(pod.getContainers().size() == 1 && pod.getInitContainers().isEmpty(), "has not one container", faults);
        String image = pod.getContainers().getFirst().getImage();
        expect(
                image.matches("[^:@]+(/[^:@]+)*:[\\w.-]+") && !image.endsWith(":latest"),
                "image " + image + " has no version",
                faults);
        expect(
                pod.getServiceAccountName() != null && Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
                "has no ServiceAccount of its own, or a token of it",
                faults);
        expect(Boolean.FALSE.equals(pod.getEnableServiceLinks()), "gets variables of Services as settings", faults);
    }

    /** The pod security standard "restricted", and a read-only root file system. */
    private static void rights(PodSpec pod, List<String> faults) {
        var ofPod = pod.getSecurityContext();
        expect(
                ofPod != null
                        && Boolean.TRUE.equals(ofPod.getRunAsNonRoot())
                        && ofPod.getRunAsUser() != null
                        && ofPod.getRunAsUser() > 0,
                "may run as root",
                faults);
        expect(
                ofPod != null
                        && ofPod.getSeccompProfile() != null
                        && "RuntimeDefault".equals(ofPod.getSeccompProfile().getType()),
                "has no seccomp profile",
                faults);
        SecurityContext own = pod.getContainers().getFirst().getSecurityContext();
        expect(
                own != null
                        && Boolean.FALSE.equals(own.getAllowPrivilegeEscalation())
                        && own.getCapabilities() != null
                        && List.of("ALL").equals(own.getCapabilities().getDrop())
                        && own.getCapabilities().getAdd().isEmpty(),
                "may get more rights",
                faults);
        expect(
                own != null && Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                "may write to its root file system",
                faults);
        expect(
                pod.getVolumes().stream().allMatch(volume -> volume.getHostPath() == null)
                        && !Boolean.TRUE.equals(pod.getHostNetwork()),
                "reaches its host",
                faults);
    }

    private static void resources(Container container, List<String> faults) {
        Map<String, Quantity> requests = container.getResources().getRequests();
        Map<String, Quantity> limits = container.getResources().getLimits();
        for (String resource : RESOURCES) {
            Quantity request = requests.get(resource);
            Quantity limit = limits.get(resource);
            if (request == null || limit == null) {
                faults.add("has no request or no limit of " + resource);
            } else {
                expect(
                        request.getNumericalAmount().compareTo(limit.getNumericalAmount()) <= 0,
                        "requests more " + resource + " than its limit",
                        faults);
            }
        }
    }

    private static void probes(Container container, List<String> faults) {
        probe("startup", container.getStartupProbe(), container, faults);
        probe("readiness", container.getReadinessProbe(), container, faults);
        probe("liveness", container.getLivenessProbe(), container, faults);
    }

    private static void probe(String name, Probe probe, Container container, List<String> faults) {
        if (probe == null) {
            faults.add("has no " + name + " probe");
            return;
        }
        var port = probe.getHttpGet() != null
                ? probe.getHttpGet().getPort()
                : probe.getTcpSocket() != null ? probe.getTcpSocket().getPort() : null;
        expect(
                port == null
                        || container.getPorts().stream()
                                .anyMatch(open -> open.getName().equals(port.getStrVal())),
                name + " asks a port that the container does not have: " + port,
                faults);
    }

    /** What our own services promise, and need. */
    private static void ours(Workload workload, Map<String, String> environment, List<String> faults) {
        Container container = workload.container();
        path("/q/health/started", container.getStartupProbe(), faults);
        path("/q/health/ready", container.getReadinessProbe(), faults);
        path("/q/health/live", container.getLivenessProbe(), faults);
        String delay = environment.get("SKERRY_DRAIN_DELAY");
        String limit = environment.get("SKERRY_DRAIN_LIMIT");
        if (delay == null || limit == null) {
            faults.add("has no SKERRY_DRAIN_DELAY or no SKERRY_DRAIN_LIMIT");
        } else {
            long drain = seconds(delay) + seconds(limit);
            expect(
                    workload.template().getSpec().getTerminationGracePeriodSeconds() > drain,
                    "is killed before it has drained for " + drain + " s",
                    faults);
        }
        String memory = environment.get("SKERRY_MEMORY");
        if (memory != null) {
            // The memory tier and half as much for what is arriving are in the heap, a third of the limit
            // (deploy/Dockerfile).
            double heap = Quantity.getAmountInBytes(
                                    container.getResources().getLimits().get("memory"))
                            .doubleValue()
                    / 3;
            double tier = Quantity.getAmountInBytes(new Quantity(memory.replace("iB", "i")))
                    .doubleValue();
            expect(2 * tier <= heap, "SKERRY_MEMORY=" + memory + " leaves the heap no room", faults);
        }
    }

    private static long seconds(String duration) {
        return TimeSpan.parse(duration).duration().toSeconds();
    }

    private static void path(String path, Probe probe, List<String> faults) {
        expect(
                probe != null
                        && probe.getHttpGet() != null
                        && path.equals(probe.getHttpGet().getPath()),
                "does not probe " + path,
                faults);
    }

    private static void expect(boolean holds, String fault, List<String> faults) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
