package dev.skerry.edge.policy;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Folding a 304 into the stored response that it validates (RFC 9111 §3.2, §4.3.4). */
public final class Freshening {
    /** They describe the body we hold, not the one that the 304 does not have. */
    private static final Set<String> OF_THE_BODY =
            Set.of("content-digest", "content-encoding", "content-length", "content-md5", "content-range");

    private Freshening() {}

    /**
     * Whether {@code notModified} speaks of {@code stored} (§4.3.4). If it has an entity tag, that must be the stored
     * one; else a {@code Last-Modified} must be. Without either it answers the validators that we sent, so it does. If
     * this is false, the stored response is of no use and the request is to be sent again without conditions.
     */
    public static boolean selects(ResponseHead stored, ResponseHead notModified) {
        String etag = notModified.fields().first("etag");
        if (etag != null) {
            String storedEtag = stored.fields().first("etag");
            return storedEtag != null && sameTag(etag, storedEtag);
        }
        String lastModified = notModified.fields().first("last-modified");
        return lastModified == null || lastModified.equals(stored.fields().first("last-modified"));
    }

    /**
     * Whether the 200 that answered a HEAD speaks of {@code stored} (RFC 9111 §4.3.5): every validator that it has, and its
     * {@code Content-Length}, are those of what is stored.
     *
     * @param storedLength of the stored content, which is whole
     */
    public static boolean describes(ResponseHead stored, ResponseHead ofHead, long storedLength) {
        String etag = ofHead.fields().first("etag");
        String storedEtag = stored.fields().first("etag");
        String lastModified = ofHead.fields().first("last-modified");
        String length = ofHead.fields().first("content-length");
        return stored.status() == 200
                && (etag == null || etag.equals(storedEtag))
                && (lastModified == null || lastModified.equals(stored.fields().first("last-modified")))
                && (length == null || Syntax.number(length) == storedLength);
    }

    private static boolean sameTag(String sent, String stored) {
        EntityTag sentTag = EntityTag.parse(sent);
        EntityTag storedTag = EntityTag.parse(stored);
        if (sentTag == null || storedTag == null) {
            return sent.equals(stored);
        }
        return sentTag.weak() ? sentTag.matchesWeakly(storedTag) : sentTag.matchesStrongly(storedTag);
    }

    /** {@link #merge(ResponseHead, ResponseHead, CacheRules)} that takes no cookie over. */
    public static ResponseHead merge(ResponseHead stored, ResponseHead notModified) {
        return merge(stored, notModified, CacheRules.DEFAULT);
    }

    /**
     * The stored head with each field of the 304 in place of its own of that name, except those that are never stored
     * (§3.1: of one connection, named by {@code private} or {@code no-cache}, cookies unless the site stores them) and
     * those of the body. {@code Date} and {@code Age} are the 304's or none: the stored ones would count the time
     * before the validation again. {@code Vary} is both: the body we hold was selected by what its own response
     * named, and origins whose outer layers pass a 304 by send less there. Whether the result may be stored is for
     * {@link Storability} to say, as for any response.
     */
    public static ResponseHead merge(ResponseHead stored, ResponseHead notModified, CacheRules rules) {
        return fold(stored, notModified, Storability.excluded(notModified.fields(), rules));
    }

    /** The same for the one whose request the 304 answered: also with what is not stored. */
    public static ResponseHead mergeReceived(ResponseHead stored, ResponseHead notModified) {
        return fold(stored, notModified, HopByHop.names(notModified.fields()));
    }

    private static ResponseHead fold(ResponseHead stored, ResponseHead notModified, Set<String> excluded) {
        Set<String> ignored = new HashSet<>(excluded);
        ignored.addAll(OF_THE_BODY);
        Fields updates = notModified.fields().without(ignored);
        String vary = updates.joined("vary");
        String storedVary = stored.fields().joined("vary");
        if (vary != null && storedVary != null) {
            updates = updates.with("vary", union(storedVary, vary));
        }
        Set<String> replaced = new HashSet<>(Set.of("age", "date"));
        for (Fields.Line line : updates) {
            replaced.add(line.name());
        }
        Fields kept = stored.fields().without(replaced);
        return stored.withFields(Fields.builder().addAll(kept).addAll(updates).build());
    }

    /** {@code first} and the names that only {@code second} has: however often a response is validated, it does not grow. */
    private static String union(String first, String second) {
        Set<String> held = new HashSet<>(Syntax.fieldNames(first));
        StringBuilder union = new StringBuilder(first);
        for (String name : new LinkedHashSet<>(Syntax.fieldNames(second))) {
            if (!held.contains(name)) {
                union.append(", ").append(name);
            }
        }
        return union.toString();
    }
}
