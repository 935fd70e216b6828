package dev.skerry.testing.kubernetes;

import dev.skerry.testing.kubernetes.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1alpha2.TLSRoute;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what objects say of each other is so: an API server takes a name that nothing has. */
final class ReferenceRules {
    private final Manifests manifests;
    private final HandedOut secrets;
    private final List<String> faults = new ArrayList<>();

    private ReferenceRules(Manifests manifests, HandedOut secrets) {
        this.manifests = manifests;
        this.secrets = secrets;
    }

    /** What is wrong, in words; empty if nothing is. */
    static List<String> faults(Manifests manifests, HandedOut secrets) {
        ReferenceRules rules = new ReferenceRules(manifests, secrets);
        rules.names();
        for (Workload workload : manifests.workloads()) {
            rules.workload(workload);
        }
        manifests.all(Service.class).forEach(rules::service);
        manifests
                .all(PodDisruptionBudget.class)
                .forEach(budget -> rules.one(
                        budget,
                        manifests.selected(budget.getSpec().getSelector().getMatchLabels())));
        manifests.all(HorizontalPodAutoscaler.class).forEach(rules::scaler);
        rules.routes();
        manifests.all(ServiceMonitor.class).forEach(rules::monitor);
        return rules.faults;
    }

    private void expect(boolean holds, Object who, String fault) {
        if (!holds) {
            faults.add((who instanceof HasMetadata object ? id(object) : who) + ": " + fault);
        }
    }

    private static String id(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private void names() {
        Set<String> seen = new HashSet<>();
        String namespace =
                manifests.all(Namespace.class).getFirst().getMetadata().getName();
        for (HasMetadata object : manifests.objects()) {
            expect(seen.add(id(object)), object, "is there twice");
            expect(
                    object instanceof Namespace
                            || namespace.equals(object.getMetadata().getNamespace()),
                    object,
                    "is not in the namespace " + namespace);
        }
    }

    private void workload(Workload workload) {
        expect(
                manifests.selected(workload.selector()).equals(List.of(workload)),
                workload,
                "its selector does not select its own pods alone");
        PodSpec pod = workload.template().getSpec();
        expect(
                manifests
                        .find(ServiceAccount.class, pod.getServiceAccountName())
                        .filter(account -> Boolean.FALSE.equals(account.getAutomountServiceAccountToken()))
                        .isPresent(),
                workload,
                "there is no ServiceAccount " + pod.getServiceAccountName() + " without a token");
        for (EnvFromSource source : workload.container().getEnvFrom()) {
            configMap(workload, source.getConfigMapRef().getName());
        }
        for (EnvVar variable : workload.container().getEnv()) {
            if (variable.getValueFrom() != null && variable.getValueFrom().getConfigMapKeyRef() != null) {
                configMap(workload, variable.getValueFrom().getConfigMapKeyRef().getName());
            }
        }
        mounts(workload, pod);
        pod.getTopologySpreadConstraints()
                .forEach(spread -> expect(
                        workload.selector().equals(spread.getLabelSelector().getMatchLabels()),
                        workload,
                        "spreads other pods than its own"));
        secrets.faults(workload, manifests.environment(workload)).forEach(fault -> expect(false, workload, fault));
        new AddressRules(manifests)
                .faults(manifests.environment(workload))
                .forEach(fault -> expect(false, workload, fault));
    }

    private void configMap(Workload workload, String name) {
        expect(manifests.find(ConfigMap.class, name).isPresent(), workload, "there is no ConfigMap " + name);
    }

    private void mounts(Workload workload, PodSpec pod) {
        Stream<String> claims = manifests.find(StatefulSet.class, workload.name()).stream()
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .map(claim -> claim.getMetadata().getName());
        Set<String> volumes = new HashSet<>(claims.toList());
        for (Volume volume : pod.getVolumes()) {
            volumes.add(volume.getName());
            if (volume.getConfigMap() != null) {
                configMap(workload, volume.getConfigMap().getName());
            }
        }
        Set<String> mounted = new HashSet<>();
        for (VolumeMount mount : workload.container().getVolumeMounts()) {
            mounted.add(mount.getName());
        }
        expect(mounted.equals(volumes), workload, "mounts " + mounted + " and has " + volumes);
        manifests
                .find(StatefulSet.class, workload.name())
                .ifPresent(set -> expect(
                        manifests
                                .find(Service.class, set.getSpec().getServiceName())
                                .isPresent(),
                        workload,
                        "there is no Service " + set.getSpec().getServiceName()));
    }

    private void one(HasMetadata object, List<Workload> selected) {
        expect(selected.size() == 1, object, "selects " + selected + ", not one workload");
    }

    private void service(Service service) {
        List<Workload> selected = manifests.selected(service.getSpec().getSelector());
        one(service, selected);
        for (Workload workload : selected) {
            for (ServicePort port : service.getSpec().getPorts()) {
                expect(
                        workload.container().getPorts().stream()
                                .anyMatch(open -> open.getName()
                                                .equals(port.getTargetPort().getStrVal())
                                        && protocol(open.getProtocol()).equals(protocol(port.getProtocol()))),
                        service,
                        "its pods have no port " + port.getTargetPort().getStrVal());
            }
        }
    }

    private static String protocol(String given) {
        return given == null ? "TCP" : given;
    }

    private void scaler(HorizontalPodAutoscaler scaler) {
        var target = scaler.getSpec().getScaleTargetRef();
        expect(
                manifests.workloads().stream()
                        .anyMatch(workload -> workload.kind().equals(target.getKind())
                                && workload.name().equals(target.getName())),
                scaler,
                "there is no " + target.getKind() + " " + target.getName());
        expect(
                scaler.getSpec().getMinReplicas() >= 2
                        && scaler.getSpec().getMinReplicas() <= scaler.getSpec().getMaxReplicas(),
                scaler,
                "has fewer than two, or its least is more than its most");
        expect(
                manifests
                        .find(StatefulSet.class, target.getName())
                        .filter(set -> set.getSpec().getReplicas() == null)
                        .isPresent(),
                scaler,
                "and its target both say how many");
    }

    private void routes() {
        for (HTTPRoute route : manifests.all(HTTPRoute.class)) {
            route.getSpec().getParentRefs().forEach(parent -> gateway(route, parent.getName()));
            route.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getBackendRefs().stream())
                    .forEach(backend -> backend(route, backend.getName(), backend.getPort()));
        }
        for (TLSRoute route : manifests.all(TLSRoute.class)) {
            route.getSpec().getParentRefs().forEach(parent -> gateway(route, parent.getName()));
            route.getSpec().getRules().stream()
                    .flatMap(rule -> rule.getBackendRefs().stream())
                    .forEach(backend -> backend(route, backend.getName(), backend.getPort()));
        }
    }

    private void gateway(HasMetadata route, String name) {
        expect(manifests.find(Gateway.class, name).isPresent(), route, "there is no Gateway " + name);
    }

    private void backend(HasMetadata route, String name, Integer port) {
        expect(
                manifests.find(Service.class, name).stream()
                        .flatMap(service -> service.getSpec().getPorts().stream())
                        .anyMatch(open -> open.getPort().equals(port)),
                route,
                "there is no Service " + name + " with port " + port);
    }

    private void monitor(ServiceMonitor monitor) {
        Map<String, String> labels = monitor.getSpec().getSelector().getMatchLabels();
        List<Service> scraped = manifests.all(Service.class).stream()
                .filter(service -> service.getMetadata().getLabels() != null
                        && service.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
        expect(scraped.size() == 1, monitor, "selects " + scraped.size() + " Services, not one");
        monitor.getSpec()
                .getEndpoints()
                .forEach(endpoint -> expect(
                        scraped.stream()
                                .flatMap(service -> service.getSpec().getPorts().stream())
                                .anyMatch(port -> port.getName().equals(endpoint.getPort())),
                        monitor,
                        "its Service has no port " + endpoint.getPort()));
    }
}
