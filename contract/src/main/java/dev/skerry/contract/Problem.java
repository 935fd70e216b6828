package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 problem details, {@value #MEDIA_TYPE}.
 *
 * @param type what kind of problem, {@code urn:skerry:problem:} and a stable name
 * @param title the kind in words
 * @param status the HTTP status
 * @param detail what was wrong this time, and what would be right
 * @param instance the request's path, if it helps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance) {
    /** Media type of the JSON form. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:skerry:problem:";

    /** Builds a problem of the kind {@code name}, such as {@code unknown-site}. */
    public static Problem of(String name, String title, int status, String detail) {
        return new Problem(TYPE_PREFIX + name, title, status, detail, null);
    }
}
