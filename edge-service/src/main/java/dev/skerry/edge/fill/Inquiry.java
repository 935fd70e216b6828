package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fill asks upstream. Immutable.
 *
 * @param method GET; HEAD where the head of what is stored is to be validated, and no content is wanted
 * @param stale what is to be validated or completed; null if nothing is
 * @param variants that an answer may choose among by its entity tag (RFC 9111 §4.1); none where {@code stale} is there
 * @param fields that go with the request in place of the user's own conditions and range
 * @param required what a shield must have applied to answer from its cache, besides what we have; null for nothing
 * @param waits whether somebody waits who can be served nothing else, so that a content store that restarts is waited for
 */
public record Inquiry(
        String method,
        @Nullable StoredResponse stale,
        List<StoredResponse> variants,
        Fields fields,
        @Nullable Fence required,
        boolean waits) {
    private static final Inquiry WHOLE = new Inquiry("GET", null, List.of(), Fields.EMPTY, null, false);

    /** For all of it, on no condition. */
    public static Inquiry whole() {
        return WHOLE;
    }

    /** For the part that {@code range} names; for the whole if that is empty. */
    public static Inquiry part(Fields range) {
        return range.size() == 0 ? WHOLE : new Inquiry("GET", null, List.of(), range, null, false);
    }

    /** Whether {@code stale} is still good, or for what it lacks: as {@code fields} say. */
    public static Inquiry about(StoredResponse stale, Fields fields) {
        return new Inquiry("GET", stale, List.of(), fields, null, false);
    }

    /** Whether {@code stale} is still good, without its content if it is not (RFC 9111 §4.3.5). */
    public static Inquiry aboutHead(StoredResponse stale, Fields fields) {
        return new Inquiry("HEAD", stale, List.of(), fields, null, false);
    }

    /** Which of {@code variants}, if any, is the answer: as {@code fields} say. */
    public static Inquiry among(List<StoredResponse> variants, Fields fields) {
        return new Inquiry("GET", null, List.copyOf(variants), fields, null, false);
    }

    /** What tells apart the fills of one key and variant that ask for different parts; empty for the whole. */
    public String range() {
        @Nullable String range = fields.first("range");
        @Nullable String condition = fields.first("if-range");
        return range == null ? "" : condition == null ? range : range + "\n" + condition;
    }

    /** The same, of a shield that must have applied {@code fence}; null for one that need not. */
    public Inquiry requiring(@Nullable Fence fence) {
        return fence == null ? this : new Inquiry(method, stale, variants, fields, fence, waits);
    }

    /** The same, of a content store that may be away for a while, or not. */
    public Inquiry waiting(boolean forStore) {
        return new Inquiry(method, stale, variants, fields, required, forStore);
    }

    /** For all of it, on no condition, and with the same requirement. */
    Inquiry anew() {
        return WHOLE.requiring(required).waiting(waits);
    }

    boolean asksForPart() {
        return fields.contains("range");
    }
}
