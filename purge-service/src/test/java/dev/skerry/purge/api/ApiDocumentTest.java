package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document is OpenAPI 3.1, tells of what there is and of nothing else, and its examples hold. */
final class ApiDocumentTest {
    /** Served by the framework, not by a resource. */
    private static final Set<String> BY_THE_FRAMEWORK =
            Set.of("GET /q/health", "GET /q/health/live", "GET /q/health/ready", "GET /q/metrics");

    private final ApiDocument document = ApiDocument.ours();

    @Test
    void it_is_openapi_3_1() throws IOException {
        try (InputStream file = Objects.requireNonNull(ApiDocument.class.getResourceAsStream("/openapi.yaml"))) {
            SwaggerParseResult result = new OpenAPIV3Parser()
                    .readContents(new String(file.readAllBytes(), StandardCharsets.UTF_8), null, new ParseOptions());
            assertThat(result.getMessages()).isEmpty();
            assertThat(result.isOpenapi31()).isTrue();
            assertThat(result.getOpenAPI().getPaths())
                    .hasSize(document.root().get("paths").size());
        }
    }

    @Test
    void a_flaw_in_it_would_be_seen() {
        SwaggerParseResult result = new OpenAPIV3Parser()
                .readContents(
                        "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/a: {get: {reponses: {}}}}\n",
                        null,
                        new ParseOptions());
        assertThat(result.getMessages()).isNotEmpty();
    }

    @Test
    void its_schemas_are_json_schema_2020_12() {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012));
        document.root()
                .at("/components/schemas")
                .properties()
                .forEach(schema -> assertThat(meta.validate(schema.getValue()))
                        .as(schema.getKey())
                        .isEmpty());
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_used() {
        Set<String> used = new HashSet<>();
        nodes(document.root())
                .filter(node -> node.path("$ref").isTextual())
                .forEach(node -> used.add(node.get("$ref").asText()));
        assertThat(used)
                .allSatisfy(
                        ref -> assertThat(document.root().at(ref.substring(1)).isMissingNode())
                                .as(ref)
                                .isFalse());
        Set<String> defined = new TreeSet<>();
        for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
            document.root()
                    .at("/components/" + kind)
                    .fieldNames()
                    .forEachRemaining(name -> defined.add("#/components/" + kind + "/" + name));
        }
        assertThat(used).containsExactlyInAnyOrderElementsOf(defined);
    }

    @Test
    void it_tells_of_every_route_and_of_no_other() {
        Set<String> routes = new TreeSet<>(BY_THE_FRAMEWORK);
        for (JavaClass resource : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.skerry.purge")) {
            if (resource.isAnnotatedWith(Path.class)) {
                String base = resource.getAnnotationOfType(Path.class).value();
                resource.getMethods().forEach(method -> routes.addAll(routes(base, method)));
            }
        }
        assertThat(document.operations()).containsExactlyElementsOf(routes);
    }

    private static List<String> routes(String base, JavaMethod method) {
        String path = method.isAnnotatedWith(Path.class)
                ? method.getAnnotationOfType(Path.class).value()
                : "";
        String whole = (base.equals("/") ? "" : base) + path.replaceAll("\\{(\\w+):[^}]*}", "{$1}");
        List<String> routes = new ArrayList<>();
        if (method.isAnnotatedWith(GET.class)) {
            routes.add("GET " + whole);
        }
        if (method.isAnnotatedWith(POST.class)) {
            routes.add("POST " + whole);
        }
        return routes;
    }

    @Test
    void every_parameter_of_a_path_is_declared() {
        document.root().get("paths").properties().forEach(path -> {
            Set<String> declared = new TreeSet<>();
            path.getValue().path("parameters").forEach(parameter -> {
                JsonNode resolved = document.resolve(parameter);
                assertThat(resolved.get("in").asText()).isEqualTo("path");
                declared.add("{" + resolved.get("name").asText() + "}");
            });
            assertThat(declared)
                    .as(path.getKey())
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(path.getKey().split("/"))
                                    .filter(segment -> segment.startsWith("{"))
                                    .toList());
        });
    }

    @Test
    void its_examples_are_valid_by_their_schemas() {
        List<JsonNode> contents = nodes(document.root())
                .filter(node -> node.has("schema") && node.has("examples"))
                .toList();
        assertThat(contents).hasSizeGreaterThan(8);
        contents.forEach(content -> content.get("examples")
                .properties()
                .forEach(example -> assertThat(document.flaws(
                                content.get("schema"), example.getValue().get("value")))
                        .as(example.toString())
                        .isEmpty()));
        assertThat(document.flaws(schema("PurgeRequest"), ApiDocument.parse("{\"keys\":[\"a b\"]}")))
                .isNotEmpty();
        assertThat(document.flaws(schema("PurgeRequest"), ApiDocument.parse("{\"tags\":[]}")))
                .isNotEmpty();
    }

    private JsonNode schema(String name) {
        return document.root().at("/components/schemas/" + name);
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        node.get("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    @Test
    void its_enumerations_are_those_of_the_code() {
        assertThat(values(schema("ProblemType")))
                .containsExactlyElementsOf(Arrays.stream(ProblemKind.values())
                        .map(kind -> kind.problem("").type())
                        .toList());
        assertThat(values(schema("PurgeMode")))
                .containsExactlyElementsOf(
                        Arrays.stream(PurgeMode.values()).map(PurgeMode::text).toList());
        assertThat(values(schema("PurgeStatus").at("/properties/state")))
                .containsExactlyElementsOf(Arrays.stream(PurgeStatus.State.values())
                        .map(Enum::name)
                        .toList());
        assertThat(values(schema("Receipt").at("/properties/state")))
                .containsExactlyElementsOf(
                        Arrays.stream(Receipt.State.values()).map(Enum::name).toList());
        assertThat(values(schema("AuditRecord").at("/properties/via")))
                .containsExactlyElementsOf(Arrays.stream(AuditRecord.Via.values())
                        .map(AuditRecord.Via::text)
                        .toList());
    }

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(
                Stream.of(node),
                java.util.stream.StreamSupport.stream(node.spliterator(), false).flatMap(ApiDocumentTest::nodes));
    }
}
