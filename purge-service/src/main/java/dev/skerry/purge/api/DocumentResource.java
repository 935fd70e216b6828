package dev.skerry.purge.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Tells of every path and every event of this service, to whoever asks: documents that are written by hand (RFC 9512 §2.1). */
@Path("/")
public final class DocumentResource {
    private static final String YAML = "application/yaml";

    private final byte[] openApi = read("/openapi.yaml");
    private final byte[] asyncApi = read("/asyncapi.yaml");

    /** Paths: OpenAPI 3.1. */
    @GET
    @Path("/openapi.yaml")
    @Produces(YAML)
    @RunOnVirtualThread
    public byte[] openApi() {
        return openApi;
    }

    /** Events: AsyncAPI 3.0. */
    @GET
    @Path("/asyncapi.yaml")
    @Produces(YAML)
    @RunOnVirtualThread
    public byte[] asyncApi() {
        return asyncApi;
    }

    private static byte[] read(String name) {
        try (InputStream file = Objects.requireNonNull(
                DocumentResource.class.getResourceAsStream(name), name + " is part of the service")) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
