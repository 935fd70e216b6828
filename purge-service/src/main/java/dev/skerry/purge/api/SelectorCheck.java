package dev.skerry.purge.api;

import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the selectors of a request, and makes sure that every node can read them back from the log: a record that cannot
 * be read over-purges its whole site, so none such may be written.
 */
final class SelectorCheck {
    /** A record holds its selector in key and value, and the topic takes records of 64 KiB. */
    private static final int MAX_SELECTOR_BYTES = 24 << 10;

    private SelectorCheck() {}

    /** @throws ProblemException 400 that names the wrong selector */
    static List<PurgeSelector> selectors(PurgeRequest request) {
        try {
            List<PurgeSelector> selectors = request.selectors();
            selectors.forEach(SelectorCheck::requireReadable);
            return selectors;
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemKind.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
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
