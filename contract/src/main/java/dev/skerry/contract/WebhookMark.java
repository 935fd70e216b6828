package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/**
 * Says on {@code skerry.webhooks}, under the id of a webhook, that no process need deliver it any more.
 *
 * @param at when the last of its URLs was done with
 * @param outcome how that ended
 */
public record WebhookMark(Instant at, Outcome outcome) {
    /** How the deliveries of one webhook ended. */
    public enum Outcome {
        /** Each URL has taken it, or is gone. */
        DELIVERED,
        /** At least one URL was given up. */
        FAILED;

        /** The form in JSON, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is neither of both */
        @JsonCreator
        public static Outcome parse(String text) {
            return switch (text) {
                case "delivered" -> DELIVERED;
                case "failed" -> FAILED;
                default ->
                    throw new IllegalArgumentException(
                            "outcome '" + Printable.of(text) + "' is unknown: use delivered or failed");
            };
        }
    }
}
