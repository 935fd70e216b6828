package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.Parametrizable;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.TokenItem;
import org.junit.jupiter.api.Test;

/** The library that parses targeted cache control, on the test vectors of the HTTP working group. */
final class StructuredFieldVectorsTest {
    private static final List<String> FILES = List.of(
            "binary",
            "boolean",
            "date",
            "dictionary",
            "display-string",
            "examples",
            "item",
            "key-generated",
            "large-generated",
            "list",
            "listlist",
            "number-generated",
            "number",
            "param-dict",
            "param-list",
            "param-listlist",
            "string-generated",
            "string",
            "token-generated",
            "token");

    /**
     * The library knows the types of RFC 8941, not the Date and Display String that RFC 9651 added: it refuses them. For
     * cache control this means that a targeted field with such a value or parameter, which no cache directive has, does
     * not parse and is ignored whole (RFC 9213 §2.1), where a parser of RFC 9651 would read its other members.
     */
    private static final List<String> KNOWN = List.of(
            "date: date - 1917-05-30 22:02:47",
            "date: date - 1970-01-01 00:00:00",
            "date: date - 2022-08-04 01:57:13",
            "date: date - 2^31",
            "date: date - 2^32",
            "date: date with negative zero",
            "date: interoperability max date - 9999-12-31 00:00:00",
            "date: interoperability min date - 0001-01-01 00:00:00",
            "display-string: BOM in display string",
            "display-string: all printable ascii",
            "display-string: basic display string (ascii content)",
            "display-string: display string quoting",
            "display-string: non-ascii display string (lowercase escaping)",
            "display-string: over-encoded display string");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Test
    void rfc9651_4_2_the_library_fails_on_exactly_the_vectors_that_are_known() throws IOException {
        TreeSet<String> failing = new TreeSet<>();
        int vectors = 0;
        for (String file : FILES) {
            for (JsonNode vector : read(file)) {
                vectors++;
                if (!passes(vector)) {
                    failing.add(file + ": " + vector.get("name").asText());
                }
            }
        }
        assertThat(vectors).isGreaterThan(1000);
        assertThat(failing).containsExactlyInAnyOrderElementsOf(KNOWN);
    }

    private static JsonNode read(String file) throws IOException {
        String name = "/structured-fields/" + file + ".json";
        try (InputStream in = StructuredFieldVectorsTest.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
        }
    }

    private static boolean passes(JsonNode vector) {
        List<String> lines = new ArrayList<>();
        vector.get("raw").forEach(line -> lines.add(line.asText()));
        try {
            JsonNode parsed = parse(vector.get("header_type").asText(), lines);
            return !vector.path("must_fail").asBoolean()
                    && same(parsed, Objects.requireNonNull(vector.get("expected")));
        } catch (IllegalArgumentException refused) {
            return vector.path("must_fail").asBoolean()
                    || vector.path("can_fail").asBoolean();
        }
    }

    private static JsonNode parse(String type, List<String> lines) {
        Parser parser = new Parser(lines);
        return switch (type) {
            case "item" -> element(parser.parseItem());
            case "list" -> {
                ArrayNode list = JSON.arrayNode();
                parser.parseList().get().forEach(member -> list.add(element(member)));
                yield list;
            }
            case "dictionary" -> {
                ArrayNode members = JSON.arrayNode();
                parser.parseDictionary()
                        .get()
                        .forEach((key, value) ->
                                members.add(JSON.arrayNode().add(key).add(element(value))));
                yield members;
            }
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static ArrayNode element(Parametrizable<?> element) {
        JsonNode value;
        if (element instanceof InnerList list) {
            ArrayNode items = JSON.arrayNode();
            list.get().forEach(item -> items.add(element(item)));
            value = items;
        } else {
            value = bare(element, element.get());
        }
        return JSON.arrayNode().add(value).add(parameters(element.getParams()));
    }

    private static ArrayNode parameters(Parameters parameters) {
        ArrayNode all = JSON.arrayNode();
        for (Map.Entry<String, Item<? extends Object>> one : parameters.entrySet()) {
            all.add(JSON.arrayNode()
                    .add(one.getKey())
                    .add(bare(one.getValue(), one.getValue().get())));
        }
        return all;
    }

    private static JsonNode bare(Parametrizable<?> item, Object value) {
        if (item instanceof TokenItem) {
            return JSON.objectNode().put("__type", "token").put("value", value.toString());
        }
        if (item instanceof ByteSequenceItem) {
            return JSON.objectNode().put("__type", "binary").put("value", base32((ByteBuffer) value));
        }
        return new ObjectMapper().valueToTree(value);
    }

    /** RFC 4648 §6. */
    private static String base32(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder();
        ByteBuffer rest = bytes.duplicate();
        int bits = 0;
        int buffer = 0;
        while (rest.hasRemaining()) {
            buffer = (buffer << 8) | (rest.get() & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(letter(buffer >> (bits - 5)));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(letter(buffer << (5 - bits)));
        }
        while (text.length() % 8 != 0) {
            text.append('=');
        }
        return text.toString();
    }

    private static char letter(int value) {
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(value & 31);
    }

    /** Numbers are the same if their values are, whatever their Java types. */
    private static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        if (!one.isArray() || !other.isArray()) {
            return one.equals(other);
        }
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = same(one.get(i), other.get(i));
        }
        return same;
    }
}
