package dev.skerry.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a text in the words of its writer: where, what, and what would be right. */
final class JsonError {
    private JsonError() {}

    /** For example {@code cache.defaultTtl: time span '5' is not valid: use ... (line 4, column 15)}. */
    static String explain(IOException e) {
        if (!(e instanceof JsonProcessingException problem)) {
            return "not readable: " + e.getMessage();
        }
        String where = path(problem);
        return (where.isEmpty() ? "" : where + ": ") + what(problem) + place(problem);
    }

    private static String path(JsonProcessingException problem) {
        StringBuilder path = new StringBuilder();
        if (problem instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                String name = step.getFieldName();
                path.append(name == null ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
            }
        }
        return Printable.of(path.toString());
    }

    private static String place(JsonProcessingException problem) {
        return problem.getLocation() == null || problem.getLocation().getLineNr() < 1
                ? ""
                : " (line " + problem.getLocation().getLineNr() + ", column "
                        + problem.getLocation().getColumnNr() + ")";
    }

    private static String what(JsonProcessingException problem) {
        if (problem.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return switch (problem) {
            case UnrecognizedPropertyException unknown ->
                "unknown field '" + Printable.of(unknown.getPropertyName()) + "': known here are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(Object::toString)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case InvalidNullException missing -> "is missing, or has a null where none may be";
            case MismatchedInputException mismatch -> "expected " + expected(mismatch.getTargetType());
            default ->
                Printable.of(problem.getOriginalMessage().lines().findFirst().orElse("not readable"));
        };
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        // Our records of one component are names and amounts: their JSON form is that component's.
        return type.isRecord() && type.getRecordComponents().length > 1 ? "an object" : "text";
    }
}
