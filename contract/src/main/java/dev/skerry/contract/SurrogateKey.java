package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A tag that an origin puts on responses ({@code Surrogate-Key}, {@code Cache-Tag}) so that they can be purged together.
 * Case-sensitive, unless a purge says otherwise ({@link PurgeSelector.ByKeyOfAnyCase}).
 *
 * @param value 1 to {@value #MAX_LENGTH} visible ASCII characters without space and comma
 */
public record SurrogateKey(@JsonValue String value) {
    /** The longest key, in characters; the limit that users of Fastly know. */
    public static final int MAX_LENGTH = 1024;

    /** The most keys one response may carry; further ones are not read. */
    public static final int MAX_PER_RESPONSE = 1000;

    /** @throws IllegalArgumentException if {@code value} is empty, too long, or has a space, comma or non-ASCII in it */
    @JsonCreator
    public SurrogateKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("surrogate key '" + Printable.of(value) + "' is not valid: use 1 to "
                    + MAX_LENGTH + " visible ASCII characters without space and comma");
        }
    }

    private static boolean isValid(String value) {
        return !value.isEmpty()
                && value.length() <= MAX_LENGTH
                && value.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',');
    }

    /**
     * Reads the keys of one {@code Surrogate-Key} (space separated) or {@code Cache-Tag} (comma separated) field value.
     * Members that are not valid keys are passed over, since a response must not become unpurgeable by the others for
     * the sake of one; at most {@value #MAX_PER_RESPONSE} are returned.
     */
    public static List<SurrogateKey> parseField(String fieldValue) {
        List<SurrogateKey> keys = new ArrayList<>();
        for (String member : fieldValue.split("[ ,\\t]+", -1)) {
            if (isValid(member) && keys.size() < MAX_PER_RESPONSE) {
                keys.add(new SurrogateKey(member));
            }
        }
        return List.copyOf(keys);
    }

    /** The key with its ASCII letters in lower case; this one if they are. */
    public SurrogateKey inLowerCase() {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals(value) ? this : new SurrogateKey(lower);
    }

    @Override
    public String toString() {
        return value;
    }
}
