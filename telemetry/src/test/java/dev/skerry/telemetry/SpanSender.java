package dev.skerry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service that sends its spans as ours do: by the exporter of the OpenTelemetry SDK, when it is closed. */
final class SpanSender implements AutoCloseable {
    private final SdkTracerProvider provider;

    SpanSender(URI receiver, String service, String node, String compression) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(receiver.toString())
                .setCompression(compression)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", service)
                        .put("service.instance.id", node)
                        .build()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
    }

    Span span(String name, SpanKind kind, @Nullable Span parent) {
        Context context = parent == null ? Context.root() : Context.root().with(parent);
        return provider.get("test")
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(context)
                .startSpan();
    }

    @Override
    public void close() {
        assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                .as("the exporter was answered with success")
                .isTrue();
        provider.close();
    }
}
