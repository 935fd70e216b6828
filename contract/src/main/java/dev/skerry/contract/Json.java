package dev.skerry.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON and YAML readers and writers of every service. Messages between services are read tolerantly (an older
 * reader passes over the fields of a newer writer); what people write is read strictly, so that a typing error is told
 * and not ignored. Both refuse a null where the type has none ({@link NullnessIntrospector}). Mappers are thread-safe and never changed.
 */
public final class Json {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(1 << 20)
            .maxDocumentLength(16L << 20)
            .build();
    private static final ObjectMapper TOLERANT = configured(JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .build());
    private static final ObjectMapper STRICT = strict(configured(JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build()));
    private static final ObjectMapper YAML = strict(configured(YAMLMapper.builder(
                    YAMLFactory.builder().streamReadConstraints(LIMITS).build())
            .build()));

    private Json() {}

    private static ObjectMapper configured(ObjectMapper mapper) {
        return mapper.setAnnotationIntrospector(new NullnessIntrospector())
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    }

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    /** Writes {@code value} as one line of UTF-8 JSON. */
    public static byte[] write(Object value) {
        try {
            return TOLERANT.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of our own type must have a JSON form: " + value.getClass(), e);
        }
    }

    /** Writes {@code value} as one line of JSON. */
    public static String writeString(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads a message of another service; unknown fields are passed over.
     *
     * @throws IllegalArgumentException if it is not JSON or not of the type's form
     */
    public static <T> T readMessage(byte[] json, Class<T> type) {
        return read(TOLERANT, json, type);
    }

    /**
     * Reads what a person or a foreign program wrote; unknown and repeated fields are errors.
     *
     * @throws IllegalArgumentException if it is not JSON or not of the type's form; the message says where and why
     */
    public static <T> T readInput(byte[] json, Class<T> type) {
        return read(STRICT, json, type);
    }

    /**
     * Reads YAML (of which JSON is a part) that a person wrote; unknown and repeated fields are errors.
     *
     * @throws IllegalArgumentException if it is not YAML or not of the type's form; the message says where and why
     */
    public static <T> T readYaml(byte[] yaml, Class<T> type) {
        return read(YAML, yaml, type);
    }

    private static <T> T read(ObjectMapper mapper, byte[] text, Class<T> type) {
        try {
            T value = mapper.readValue(text, type);
            if (value == null) {
                throw new IllegalArgumentException("expected an object, found null or nothing");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException(JsonError.explain(e), e);
        }
    }
}
