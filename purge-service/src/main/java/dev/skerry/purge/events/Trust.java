package dev.skerry.purge.events;

import java.util.Locale;

/** By what an event may purge: setting {@code skerry.purge.requests.trust}. */
public enum Trust {
    /** By the token in its header {@code authorization}, as over HTTP. */
    TOKEN,
    /** By being there: whoever the broker lets write to the topic may purge every site. */
    BROKER;

    /** @throws IllegalArgumentException if there is none of this name */
    public static Trust parse(String text) {
        for (Trust trust : values()) {
            if (trust.name().toLowerCase(Locale.ROOT).equals(text)) {
                return trust;
            }
        }
        throw new IllegalArgumentException(
                "skerry.purge.requests.trust must be token (each event has a token of its own)"
                        + " or broker (whoever may write to the topic may purge every site), not '" + text + "'");
    }
}
