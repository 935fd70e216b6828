package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/sites/{site}/purges}: what to purge, in the words of its publisher. Absent lists are
 * empty, an absent mode is {@link PurgeMode#HARD}.
 *
 * @param urls absolute http(s) URLs, or paths with optional query that stand for every host of the site
 * @param keys surrogate keys
 * @param prefixes paths, with or without host, that end at a segment border
 * @param hosts host names
 * @param everything true to purge the whole site
 * @param mode hard or soft
 * @param force true to purge even where {@link PurgeConfig#guardPercent} says that it is too much
 */
public record PurgeRequest(
        List<String> urls,
        List<String> keys,
        List<String> prefixes,
        List<String> hosts,
        boolean everything,
        PurgeMode mode,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean force) {
    /** The most selectors in one request. */
    public static final int MAX_SELECTORS = 1000;

    /** Takes what JSON gave, absent fields as null. */
    @JsonCreator
    public PurgeRequest(
            @JsonProperty("urls") @Nullable List<String> urls,
            @JsonProperty("keys") @Nullable List<String> keys,
            @JsonProperty("prefixes") @Nullable List<String> prefixes,
            @JsonProperty("hosts") @Nullable List<String> hosts,
            @JsonProperty("everything") @Nullable Boolean everything,
            @JsonProperty("mode") @Nullable PurgeMode mode,
            @JsonProperty("force") @Nullable Boolean force) {
        this(
                orEmpty(urls),
                orEmpty(keys),
                orEmpty(prefixes),
                orEmpty(hosts),
                everything != null && everything,
                mode == null ? PurgeMode.HARD : mode,
                force != null && force);
    }

    /** One that is not forced. */
    public PurgeRequest(
            List<String> urls,
            List<String> keys,
            List<String> prefixes,
            List<String> hosts,
            boolean everything,
            PurgeMode mode) {
        this(urls, keys, prefixes, hosts, everything, mode, false);
    }

    /** Copies the lists. */
    public PurgeRequest {
        urls = List.copyOf(urls);
        keys = List.copyOf(keys);
        prefixes = List.copyOf(prefixes);
        hosts = List.copyOf(hosts);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    /**
     * Reads every selector, in order and without repeats.
     *
     * @throws IllegalArgumentException if there is none, there are more than {@value #MAX_SELECTORS}, or one is
     *     malformed; the message names the first wrong one by its place ({@code urls[3]: ...})
     */
    public List<PurgeSelector> selectors() {
        int count = urls.size() + keys.size() + prefixes.size() + hosts.size() + (everything ? 1 : 0);
        if (count == 0) {
            throw new IllegalArgumentException(
                    "a purge needs at least one of urls, keys, prefixes, hosts, or everything: true");
        }
        if (count > MAX_SELECTORS) {
            throw new IllegalArgumentException("a purge has at most " + MAX_SELECTORS + " selectors, this one has "
                    + count + ": split it, or purge by key or prefix");
        }
        Set<PurgeSelector> selectors = new LinkedHashSet<>();
        read("urls", urls, PurgeSelector.ByUrl::of, selectors);
        read("keys", keys, key -> new PurgeSelector.ByKey(new SurrogateKey(key)), selectors);
        read("prefixes", prefixes, PurgeSelector.ByPrefix::of, selectors);
        read("hosts", hosts, PurgeSelector.ByHost::of, selectors);
        if (everything) {
            selectors.add(new PurgeSelector.Everything());
        }
        return new ArrayList<>(selectors);
    }

    /**
     * Reads one field of a request into {@code into}, which keeps the order and no repeats.
     *
     * @throws IllegalArgumentException that names the first wrong value by its place ({@code files[3]: ...})
     */
    public static void read(
            String field, List<String> values, Function<String, PurgeSelector> parse, Set<PurgeSelector> into) {
        for (int i = 0; i < values.size(); i++) {
            try {
                into.add(parse.apply(values.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(field + "[" + i + "]: " + e.getMessage(), e);
            }
        }
    }
}
