package dev.skerry.testing.kubernetes;

import dev.skerry.testing.kubernetes.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether everything is denied, and then allowed what the settings say that it asks for. */
record NetworkRules(Manifests manifests) {
    private static final String INGRESS = "Ingress";
    private static final String EGRESS = "Egress";

    /** What is wrong, in words; empty if nothing is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (policies().noneMatch(NetworkRules::deniesAll)) {
            faults.add("no NetworkPolicy denies everything");
        }
        for (Workload source : manifests.workloads()) {
            for (AddressRules.Address address :
                    AddressRules.addresses(manifests.environment(source)).toList()) {
                target(source, address, faults);
            }
        }
        return faults;
    }

    private Stream<NetworkPolicy> policies() {
        return manifests.all(NetworkPolicy.class).stream();
    }

    private static boolean deniesAll(NetworkPolicy policy) {
        return isEmpty(policy.getSpec().getPodSelector())
                && policy.getSpec().getPolicyTypes().containsAll(List.of(INGRESS, EGRESS))
                && policy.getSpec().getIngress().isEmpty()
                && policy.getSpec().getEgress().isEmpty();
    }

    private static boolean isEmpty(LabelSelector selector) {
        return selector.getMatchLabels().isEmpty()
                && selector.getMatchExpressions().isEmpty();
    }

    /**
     * An address that leads nowhere is told of by {@link AddressRules}. Who asks itself needs nobody's leave: a PoP never asks
     * for itself as its shield.
     */
    private void target(Workload source, AddressRules.Address address, List<String> faults) {
        for (Service service :
                manifests.find(Service.class, address.service()).stream().toList()) {
            for (Workload target : manifests.selected(service.getSpec().getSelector())) {
                containerPorts(service, address.port(), target)
                        .filter(port -> !source.equals(target) && !passes(source, target, port))
                        .forEach(port -> faults.add(source + " may not reach " + target + " on port " + port));
            }
        }
    }

    private boolean passes(Workload source, Workload target, int port) {
        return leaves(source, target, port) && enters(source, target, port);
    }

    private static Stream<Integer> containerPorts(Service service, int port, Workload target) {
        return service.getSpec().getPorts().stream()
                .filter(open -> open.getPort() == port)
                .flatMap(open -> target.container().getPorts().stream()
                        .filter(own -> own.getName().equals(open.getTargetPort().getStrVal()))
                        .map(ContainerPort::getContainerPort))
                .distinct();
    }

    private boolean leaves(Workload source, Workload target, int port) {
        return policies()
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(EGRESS)
                        && matches(policy.getSpec().getPodSelector(), source.labels()))
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .anyMatch((NetworkPolicyEgressRule rule) ->
                        port(rule.getPorts(), port) && peer(rule.getTo(), target.labels()));
    }

    private boolean enters(Workload source, Workload target, int port) {
        return policies()
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(INGRESS)
                        && matches(policy.getSpec().getPodSelector(), target.labels()))
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .anyMatch((NetworkPolicyIngressRule rule) ->
                        port(rule.getPorts(), port) && peer(rule.getFrom(), source.labels()));
    }

    private static boolean port(List<NetworkPolicyPort> ports, int port) {
        return ports.isEmpty()
                || ports.stream()
                        .anyMatch(open -> open.getProtocol().equals("TCP")
                                && open.getPort().getIntVal() == port);
    }

    private static boolean peer(List<NetworkPolicyPeer> peers, Map<String, String> labels) {
        return peers.isEmpty()
                || peers.stream()
                        .anyMatch(peer -> peer.getPodSelector() != null
                                && peer.getNamespaceSelector() == null
                                && matches(peer.getPodSelector(), labels));
    }

    private static boolean matches(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
                && selector.getMatchExpressions().stream().allMatch(expression -> matches(expression, labels));
    }

    private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
        if (!expression.getOperator().equals("In")) {
            throw new IllegalArgumentException("not understood here: " + expression);
        }
        return expression.getValues().contains(labels.get(expression.getKey()));
    }
}
