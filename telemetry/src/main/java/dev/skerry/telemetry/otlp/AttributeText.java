package dev.skerry.telemetry.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Attributes as text for people, cut to {@link OtlpLimits}. */
final class AttributeText {
    private AttributeText() {}

    /** The first {@code most} of {@code attributes}; of two with one key the later one stands. */
    static Map<String, String> of(List<KeyValue> attributes, int most) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (KeyValue attribute : attributes.subList(0, Math.min(most, attributes.size()))) {
            texts.put(cut(attribute.getKey(), OtlpLimits.NAME_CHARS), of(attribute.getValue()));
        }
        return texts;
    }

    /** A value: {@code [a, b]} for a list, <code>{k=v}</code> for a map, hexadecimal digits for bytes. */
    static String of(AnyValue value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return cut(text.toString(), OtlpLimits.VALUE_CHARS);
    }

    private static void append(StringBuilder text, AnyValue value) {
        switch (value.getValueCase()) {
            case STRING_VALUE -> text.append(cut(value.getStringValue(), OtlpLimits.VALUE_CHARS));
            case BOOL_VALUE -> text.append(value.getBoolValue());
            case INT_VALUE -> text.append(value.getIntValue());
            case DOUBLE_VALUE -> text.append(value.getDoubleValue());
            case BYTES_VALUE -> appendHex(text, value.getBytesValue());
            case ARRAY_VALUE -> {
                text.append('[');
                String separator = "";
                for (AnyValue element : value.getArrayValue().getValuesList()) {
                    if (isLong(text)) {
                        return;
                    }
                    append(text.append(separator), element);
                    separator = ", ";
                }
                text.append(']');
            }
            case KVLIST_VALUE -> {
                text.append('{');
                String separator = "";
                for (KeyValue entry : value.getKvlistValue().getValuesList()) {
                    if (isLong(text)) {
                        return;
                    }
                    text.append(separator)
                            .append(cut(entry.getKey(), OtlpLimits.NAME_CHARS))
                            .append('=');
                    append(text, entry.getValue());
                    separator = ", ";
                }
                text.append('}');
            }
            // An index belongs to the dictionary of a profile; traces have none.
            case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> text.append("");
        }
    }

    private static boolean isLong(StringBuilder text) {
        return text.length() > OtlpLimits.VALUE_CHARS;
    }

    private static void appendHex(StringBuilder text, ByteString bytes) {
        int shown = Math.min(bytes.size(), OtlpLimits.VALUE_CHARS / 2 + 1);
        text.append(HexFormat.of().formatHex(bytes.substring(0, shown).toByteArray()));
    }

    /** {@code text}, or its first characters and an ellipsis, {@code most} in all; never half a surrogate pair. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
