package dev.skerry.purge.api;

import dev.skerry.contract.PurgeSelector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the selectors of a request, and makes sure that every node can read them back from the log: a record that cannot
 * be read over-purges its whole site, so none such may be written.
 */
public final class SelectorCheck {
    /** A record holds its selector in key and value, and the topic takes records of 64 KiB. */
    private static final int MAX_SELECTOR_BYTES = 24 << 10;

    private SelectorCheck() {}

    /**
     * What {@code reading} returns, which throws {@link IllegalArgumentException} for what is malformed.
     *
     * @throws ProblemException 400 that names the wrong selector
     */
    public static List<PurgeSelector> selectors(Supplier<List<PurgeSelector>> reading) {
        try {
            List<PurgeSelector> selectors = reading.get();
            selectors.forEach(SelectorCheck::requireReadable);
            return selectors;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws IllegalArgumentException if a request in a foreign shape names nothing, or more than {@code max} */
    static void requireCount(int count, int max, String fields) {
        if (count == 0) {
            throw new IllegalArgumentException("a purge needs at least one of " + fields);
        }
        if (count > max) {
            throw new IllegalArgumentException(
                    "a purge has at most " + max + " of " + fields + ", this one has " + count + ": split it");
        }
    }

    private static void requireReadable(PurgeSelector selector) {
        String text = selector.text();
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SELECTOR_BYTES
                || !PurgeSelector.parse(text).equals(selector)) {
            throw new IllegalArgumentException(
                    "a selector is too long once its characters are percent-encoded: shorten it, or purge by key");
        }
    }
}
