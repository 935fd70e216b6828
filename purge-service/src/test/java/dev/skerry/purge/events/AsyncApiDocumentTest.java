package dev.skerry.purge.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.skerry.contract.Topics;
import dev.skerry.purge.api.ApiDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The document of events tells of what there is and of nothing else, its examples hold, and it agrees with that of HTTP. */
final class AsyncApiDocumentTest {
    private final ApiDocument document = ApiDocument.ofEvents();
    private final JsonNode root = document.root();

    private static Stream<JsonNode> nodes(JsonNode node) {
        return Stream.concat(
                Stream.of(node), StreamSupport.stream(node.spliterator(), false).flatMap(AsyncApiDocumentTest::nodes));
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void it_is_asyncapi_3_and_has_its_parts_and_no_other() {
        assertThat(root.get("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(names(root))
                .containsExactlyInAnyOrder(
                        "asyncapi", "info", "defaultContentType", "servers", "channels", "operations", "components");
        for (JsonNode channel : root.get("channels")) {
            assertThat(names(channel)).containsExactly("address", "bindings", "description", "messages", "title");
        }
        for (JsonNode operation : root.get("operations")) {
            assertThat(names(operation)).contains("action", "channel", "messages");
            assertThat(Set.of("action", "channel", "title", "description", "security", "messages", "reply", "bindings"))
                    .containsAll(names(operation));
        }
        for (JsonNode message : root.at("/components/messages")) {
            assertThat(names(message)).contains("name", "title", "summary", "contentType", "headers", "payload");
        }
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_used() {
        Set<String> used = new HashSet<>();
        nodes(root)
                .filter(node -> node.path("$ref").isTextual())
                .forEach(node -> used.add(node.get("$ref").asText()));
        assertThat(used)
                .allSatisfy(ref -> assertThat(root.at(ref.substring(1)))
                        .as(ref)
                        .isNotInstanceOfAny(MissingNode.class, NullNode.class));
        for (String kind : List.of("messages", "schemas", "securitySchemes")) {
            for (String name : names(root.at("/components/" + kind))) {
                assertThat(used).contains("#/components/" + kind + "/" + name);
            }
        }
    }

    @Test
    void its_channels_are_the_topics() {
        assertChannel("purgeRequests", Topics.PURGE_REQUESTS);
        assertChannel("purgeResults", Topics.PURGE_RESULTS);
        assertThat(root.get("channels")).hasSize(2);
    }

    private void assertChannel(String name, Topics topic) {
        JsonNode channel = root.at("/channels/" + name);
        assertThat(channel.get("address").asText()).isEqualTo(topic.name());
        JsonNode kafka = channel.at("/bindings/kafka");
        assertThat(kafka.get("topic").asText()).isEqualTo(topic.name());
        assertThat(kafka.get("partitions").asInt()).isEqualTo(topic.partitions());
        JsonNode settings = kafka.get("topicConfiguration");
        assertThat(names(settings)).isEqualTo(new TreeSet<>(topic.settings().keySet()));
        Map<String, String> expected = topic.settings();
        settings.properties().forEach(setting -> {
            JsonNode value = setting.getValue().isArray() ? setting.getValue().get(0) : setting.getValue();
            assertThat(value.asText()).as(setting.getKey()).isEqualTo(expected.get(setting.getKey()));
        });
    }

    @Test
    void its_words_are_those_of_the_code() {
        Set<String> types = new TreeSet<>();
        root.at("/components/messages")
                .forEach(message -> types.add(message.get("name").asText()));
        assertThat(types)
                .containsExactlyInAnyOrder(
                        EventTypes.REQUESTED, EventTypes.COMMITTED, EventTypes.COMPLETED, EventTypes.REJECTED);
        JsonNode results = root.at("/components/schemas/ResultHeaders/properties");
        assertThat(results.at("/ce_source/const").asText()).isEqualTo(EventTypes.SOURCE.toString());
        assertThat(names(results)).contains("ce_" + EventTypes.REQUEST_ID, "ce_" + EventTypes.REQUEST_SOURCE);
        for (String schema : List.of("EventId", "EventSource")) {
            assertThat(root.at("/components/schemas/" + schema + "/maxLength").asInt())
                    .isEqualTo(EventRef.MAX_LENGTH);
        }
        for (JsonNode type : List.of(
                root.at("/components/schemas/RequestHeaders/properties/ce_type/const"),
                root.at("/components/schemas/PurgeRequestedEvent/properties/type/const"))) {
            assertThat(type.asText()).isEqualTo(EventTypes.REQUESTED);
        }
    }

    @Test
    void what_it_shares_with_the_document_of_http_is_the_same_there() {
        JsonNode http = ApiDocument.ours().root().at("/components/schemas");
        Set<String> own = Set.of(
                "EventId",
                "EventSource",
                "RequestHeaders",
                "StructuredRequestHeaders",
                "PurgeRequestedEvent",
                "ResultHeaders");
        JsonNode schemas = root.at("/components/schemas");
        assertThat(names(schemas))
                .contains("PurgeRequest", "PurgeStatus", "Problem")
                .containsAll(own);
        schemas.properties().stream()
                .filter(schema -> !own.contains(schema.getKey()))
                .forEach(schema ->
                        assertThat(schema.getValue()).as(schema.getKey()).isEqualTo(http.get(schema.getKey())));
    }

    @Test
    void its_examples_are_valid_by_their_schemas_unless_they_show_a_flaw() {
        int count = 0;
        for (JsonNode message : root.at("/components/messages")) {
            for (JsonNode example : message.path("examples")) {
                assertThat(document.flaws(message.get("headers"), example.get("headers")))
                        .as(example.toString())
                        .isEmpty();
                assertThat(document.flaws(message.get("payload"), example.get("payload")))
                        .as(example.toString())
                        .isEmpty();
                count++;
            }
        }
        assertThat(count).isGreaterThan(5);
        JsonNode requested = root.at("/components/messages/purgeRequested");
        assertThat(document.flaws(requested.get("headers"), ApiDocument.parse("{\"ce_id\":\"1\"}")))
                .isNotEmpty();
    }

    @Test
    void a_result_that_it_does_not_tell_of_would_be_seen() {
        JsonNode example = root.at("/components/messages/purgeRejected/examples/0");
        Map<String, String> headers = new java.util.HashMap<>();
        example.get("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        EventClient.check(new EventClient.Result(headers, example.get("payload")));
        for (Map.Entry<String, String> wrong : Map.of(
                        "ce_type", "dev.skerry.purge.lost",
                        "ce_source", "/elsewhere",
                        "content-type", "application/json",
                        "ce_more", "x")
                .entrySet()) {
            Map<String, String> flawed = new java.util.HashMap<>(headers);
            flawed.put(wrong.getKey(), wrong.getValue());
            assertThatThrownBy(() -> EventClient.check(new EventClient.Result(flawed, example.get("payload"))))
                    .as(wrong.toString())
                    .isInstanceOf(AssertionError.class);
        }
    }
}
