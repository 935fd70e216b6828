package dev.skerry.edge.oracle;

/**
 * What the worlds have, and where the edge has its way. What is off here is not yet told well enough for the model to follow
 * it through everything that can happen at once; it is tested by stories alone.
 */
final class Switches {
    /** Responses vary, and the origin chooses among variants by their tags. */
    static final boolean VARIANTS = false;

    /** Users send HEAD, which may go on as HEAD. */
    static final boolean HEADS = false;

    /** Users ask for ranges, which may go upstream; stored parts are in no world. */
    static final boolean RANGES = false;

    /** The answer to a POST may be the representation of its URL. */
    static final boolean POST_ANSWERS_GET = false;

    /** Accept-Language is compared without regard to case and order. */
    static final boolean LANGUAGE_ORDER = true;

    /** A 304 to a request with Authorization may freshen what a request without it has stored (RFC 9111 §3.5). */
    static final boolean FRESHENED_BY_AUTHORIZED = false;

    /** Accept-Encoding is compared without regard to the order of members with equal q-value. */
    static final boolean ENCODING_ORDER = true;
    /** Cache-Status says stored of a 304 only if what it freshened was stored (RFC 9211 §2.5). */
    static final boolean TRUTHFUL_AFTER_304 = true;

    /** A lifetime by Expires may be negative, so that stale windows have begun before Date (RFC 9111 §4.2.1). */
    static final boolean NEGATIVE_LIFETIME = true;

    /** A stale variant is refreshed although another variant of the URL must be validated by each. */
    static final boolean REFRESH_PER_VARIANT = true;

    /** stale-if-error answers in the place of an error that may itself be stored (RFC 5861 §4). */
    static final boolean STALE_FOR_STORABLE_ERROR = true;

    /** What an unsafe request invalidates during a fetch does not answer if that fails (RFC 9111 §4.4). */
    static final boolean INVALIDATED_IS_GONE = true;

    private Switches() {}
}
