package dev.skerry.purge.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Tells of every path of this service, to whoever asks: an OpenAPI 3.1 document, written by hand. */
@Path("/openapi.yaml")
public final class OpenApiResource {
    private final byte[] document = read();

    /** The document (RFC 9512 §2.1). */
    @GET
    @Produces("application/yaml")
    @RunOnVirtualThread
    public byte[] document() {
        return document;
    }

    private static byte[] read() {
        try (InputStream file = Objects.requireNonNull(
                OpenApiResource.class.getResourceAsStream("/openapi.yaml"), "openapi.yaml is part of the service")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
