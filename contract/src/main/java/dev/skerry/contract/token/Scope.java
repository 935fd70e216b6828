package dev.skerry.contract.token;

import java.util.Arrays;
import java.util.Optional;

/** What a token may allow, as its {@code scope} claim names it (RFC 8693 §4.2). */
public enum Scope {
    /** Publish and delete content. */
    CONTENT_WRITE("content:write"),
    /** Apply, activate and remove sites. */
    SITES_WRITE("sites:write"),
    /** Purge anything of a site but all of it. */
    PURGE_SELECT("purge:select"),
    /** Purge anything, a whole site too. */
    PURGE_ALL("purge:all"),
    /** See purges. */
    PURGE_READ("purge:read"),
    /** See how things are: sites, purges, nodes. */
    STATUS_READ("status:read");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** The scope of this name; empty if there is none. */
    public static Optional<Scope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    /** The claim's word. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
