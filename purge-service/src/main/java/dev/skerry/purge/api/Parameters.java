package dev.skerry.purge.api;

import dev.skerry.contract.Printable;
import jakarta.ws.rs.core.UriInfo;

/** Query parameters where there are none: one that is passed over may be one that the client relies on. */
final class Parameters {
    private Parameters() {}

    /** @throws ProblemException 400 if the request has any */
    static void requireNone(UriInfo uri) {
        uri.getQueryParameters().keySet().stream().findFirst().ifPresent(name -> {
            throw new ProblemException(
                    ProblemKind.INVALID_REQUEST,
                    "parameter '" + Printable.of(name) + "' is unknown: this call has none; to wait for the purge use"
                            + " its Location with ?wait=complete");
        });
    }
}
