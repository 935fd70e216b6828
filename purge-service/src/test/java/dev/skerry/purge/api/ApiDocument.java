package dev.skerry.purge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of the service's own documents, and what it says of real answers. Thread-safe. */
public final class ApiDocument {
    static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    /** Answers of the framework to what is no operation of ours. */
    private static final Set<Integer> NO_OPERATION = Set.of(404, 405);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApiDocument OURS = new ApiDocument(read("/openapi.yaml"));
    private static final ApiDocument EVENTS = new ApiDocument(read("/asyncapi.yaml"));

    private final JsonNode root;
    private final ObjectNode closed;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private ApiDocument(JsonNode root) {
        this.root = root;
        this.closed = root.get("components").deepCopy();
        close(closed);
    }

    /** The OpenAPI document that the service serves. */
    public static ApiDocument ours() {
        return OURS;
    }

    /** The AsyncAPI document that the service serves. */
    public static ApiDocument ofEvents() {
        return EVENTS;
    }

    private static JsonNode read(String name) {
        try (InputStream file = Objects.requireNonNull(ApiDocument.class.getResourceAsStream(name))) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonNode root() {
        return root;
    }

    /** A field that the document does not know is an error here, though clients must bear it. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiDocument::close);
    }

    /** Every operation, as {@code POST /v1/sites/{site}/purges}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> operations.add(
                                member.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** The operation of a request, if it is one. A path without parameters is meant before one with. */
    Optional<JsonNode> operation(String method, String path) {
        return root.get("paths").properties().stream()
                .filter(entry -> matches(entry.getKey(), path))
                .min(Map.Entry.comparingByKey((a, b) -> Integer.compare(braces(a), braces(b))))
                .map(entry -> entry.getValue().get(method.toLowerCase(java.util.Locale.ROOT)));
    }

    private static int braces(String template) {
        return (int) template.chars().filter(c -> c == '{').count();
    }

    /** A surrogate key may have slashes in it. */
    private static boolean matches(String template, String path) {
        StringBuilder regex = new StringBuilder();
        for (String segment : template.substring(1).split("/")) {
            regex.append('/')
                    .append(
                            segment.equals("{key}")
                                    ? ".+"
                                    : segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment));
        }
        return path.matches(regex.toString());
    }

    /** @throws AssertionError if the document does not tell of this answer, or tells of another one */
    void check(HttpResponse<String> response) {
        String method = response.request().method();
        String path = response.uri().getRawPath();
        String what = method + " " + path + ": " + response.statusCode();
        Optional<JsonNode> operation = operation(method, path);
        if (operation.isEmpty()) {
            if (!NO_OPERATION.contains(response.statusCode())) {
                throw new AssertionError(what + " is no operation of openapi.yaml");
            }
            return;
        }
        JsonNode answer = answer(operation.get(), response.statusCode());
        if (answer == null) {
            throw new AssertionError(what + " has no such answer in openapi.yaml");
        }
        answer.path("headers").properties().forEach(header -> {
            if (resolve(header.getValue()).path("required").asBoolean()
                    && response.headers().firstValue(header.getKey()).isEmpty()) {
                throw new AssertionError(what + " has no field " + header.getKey());
            }
        });
        String type =
                response.headers().firstValue("Content-Type").orElse("none").split(";")[0];
        JsonNode media = answer.path("content").path(type);
        if (media.isMissingNode()) {
            throw new AssertionError(what + " has content of type " + type + ", which is not in openapi.yaml");
        }
        if (type.endsWith("json")) {
            List<String> flaws = flaws(media.get("schema"), parse(response.body()));
            if (!flaws.isEmpty()) {
                throw new AssertionError(what + " is not as openapi.yaml has it: " + flaws + "\n" + response.body());
            }
        }
    }

    private @Nullable JsonNode answer(JsonNode operation, int status) {
        JsonNode answers = operation.get("responses");
        JsonNode exact = answers.get(Integer.toString(status));
        JsonNode answer = exact == null ? answers.get(status / 100 + "XX") : exact;
        return answer == null ? null : resolve(answer);
    }

    /** Follows {@code $ref} within the document. */
    public JsonNode resolve(JsonNode node) {
        JsonNode ref = node.get("$ref");
        return ref == null ? node : resolve(root.at(ref.asText().substring(1)));
    }

    /** What is wrong with {@code value} by a schema of the document; empty if it is valid. */
    public List<String> flaws(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        close(whole);
        whole.set("components", closed);
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .formatAssertionsEnabled(true)
                .pathType(PathType.JSON_POINTER)
                .build();
        JsonSchema compiled = schemas.getSchema(whole, config);
        return compiled.validate(value).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .collect(Collectors.toCollection(ArrayList::new));
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
