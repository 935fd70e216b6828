package dev.skerry.edge.oracle;

/**
 * What the generator makes, part by part. What is off is not in the edge yet, or differs in a way that is known and
 * named here.
 */
final class Switches {
    /** Accept-Language is compared without regard to case and order. */
    static final boolean LANGUAGE_ORDER = false;
    /** HEAD to be validated goes on as HEAD. */
    static final boolean HEAD_FORWARDED = false;
    /** Where no variant matches, the entity-tags of the others go along. */
    static final boolean VARIANT_TAGS = false;

    /** A 304 to a request with Authorization may freshen what a request without it has stored (RFC 9111 §3.5). */
    static final boolean FRESHENED_BY_AUTHORIZED = true;

    private Switches() {}
}
