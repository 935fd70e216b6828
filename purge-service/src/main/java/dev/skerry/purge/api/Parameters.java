package dev.skerry.purge.api;

import dev.skerry.contract.Printable;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import java.util.TreeSet;

/** Query parameters that nobody reads are refused: a client may rely on them. */
final class Parameters {
    private Parameters() {}

    /** @throws ProblemException 400 if a parameter is none of {@code known} */
    static void requireKnown(MultivaluedMap<String, String> query, Set<String> known) {
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw unknown(name, "use " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    /** @throws ProblemException 400 if a purge in a foreign shape has any */
    static void requireNone(UriInfo uri) {
        for (String name : uri.getQueryParameters().keySet()) {
            throw unknown(name, "this call has none; to wait for the purge, ask its Location with ?wait=complete");
        }
    }

    private static ProblemException unknown(String name, String right) {
        return new ProblemException(
                ProblemKind.INVALID_REQUEST, "parameter '" + Printable.of(name) + "' is unknown: " + right);
    }
}
