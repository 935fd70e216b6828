package dev.skerry.testing.kubernetes;

import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether addresses in settings lead somewhere. A host without a dot is a Service of the namespace; one with one dot is a pod of
 * a headless one; what has more dots is elsewhere, and not known here.
 */
record AddressRules(Manifests manifests) {
    private static final Pattern ADDRESS = Pattern.compile("(?:^|[=,/@])([a-z0-9.-]+):([0-9]{2,5})(?=$|[,/])");

    /** Where Strimzi's operator makes the Service. */
    private static final String BY_STRIMZI = "skerry-kafka-bootstrap";

    /** A host and a port in the value of a variable. */
    record Address(String variable, String host, int port) {
        /** Of this namespace. */
        String service() {
            return host.substring(host.indexOf('.') + 1);
        }
    }

    /** All addresses in the values. */
    static Stream<Address> addresses(Map<String, String> environment) {
        return environment.entrySet().stream()
                .flatMap(variable -> ADDRESS.matcher(variable.getValue())
                        .results()
                        .map(found ->
                                new Address(variable.getKey(), found.group(1), Integer.parseInt(found.group(2)))));
    }

    /** What is wrong, in words; empty if nothing is. */
    List<String> faults(Map<String, String> environment) {
        return addresses(environment)
                .filter(address -> !leadsSomewhere(address))
                .map(address -> address.variable() + " leads nowhere: " + address.host() + ":" + address.port())
                .toList();
    }

    private boolean leadsSomewhere(Address address) {
        String[] labels = address.host().split("\\.", -1);
        return switch (labels.length) {
            case 1 -> address.host().equals(BY_STRIMZI) || listens(address);
            case 2 -> listens(address) && isPodOf(labels[0], labels[1]);
            default -> true;
        };
    }

    private boolean listens(Address address) {
        return manifests.find(Service.class, address.service()).stream()
                .flatMap(found -> found.getSpec().getPorts().stream())
                .anyMatch(open -> open.getPort() == address.port());
    }

    private boolean isPodOf(String pod, String service) {
        return manifests.find(Service.class, service).stream()
                .flatMap(found -> manifests.selected(found.getSpec().getSelector()).stream())
                .anyMatch(workload -> pod.matches(Pattern.quote(workload.name()) + "-[0-9]+"));
    }
}
