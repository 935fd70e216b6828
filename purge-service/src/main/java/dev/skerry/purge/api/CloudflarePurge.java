package dev.skerry.purge.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SurrogateKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /zones/{site}/purge_cache}. Fields may be mixed. Tags are case-sensitive here, as surrogate keys
 * are, which they are not at Cloudflare.
 *
 * @param everything {@code purge_everything}: true to purge the whole site
 * @param files URLs
 * @param tags surrogate keys
 * @param hosts host names
 * @param prefixes {@code HOST/PATH} without scheme
 */
record CloudflarePurge(
        boolean everything, List<File> files, List<String> tags, List<String> hosts, List<String> prefixes) {
    private static final String FIELDS = "purge_everything: true, files, tags, hosts, prefixes";

    /** Takes what JSON gave, absent fields as null. */
    @JsonCreator
    CloudflarePurge(
            @JsonProperty("purge_everything") @Nullable Boolean everything,
            @JsonProperty("files") @Nullable List<File> files,
            @JsonProperty("tags") @Nullable List<String> tags,
            @JsonProperty("hosts") @Nullable List<String> hosts,
            @JsonProperty("prefixes") @Nullable List<String> prefixes) {
        this(everything != null && everything, copy(files), copy(tags), copy(hosts), copy(prefixes));
    }

    /**
     * A URL, written as a string or as an object. The object's {@code headers}, which at Cloudflare choose one variant, play
     * no part: a purge hits every variant.
     */
    record File(String url) {
        /** The short form. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static File of(String url) {
            return new File(url);
        }

        /** The long form. */
        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        static File of(
                @JsonProperty("url") String url, @JsonProperty("headers") @Nullable Map<String, String> headers) {
            return new File(url);
        }
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** @throws IllegalArgumentException if there is none, there are too many, or one is malformed */
    List<PurgeSelector> selectors() {
        int count = files.size() + tags.size() + hosts.size() + prefixes.size() + (everything ? 1 : 0);
        SelectorCheck.requireCount(count, PurgeRequest.MAX_SELECTORS, FIELDS);
        Set<PurgeSelector> selectors = new LinkedHashSet<>();
        if (everything) {
            selectors.add(new PurgeSelector.Everything());
        }
        PurgeRequest.read("files", files.stream().map(File::url).toList(), PurgeSelector.ByUrl::of, selectors);
        PurgeRequest.read("tags", tags, tag -> new PurgeSelector.ByKey(new SurrogateKey(tag)), selectors);
        PurgeRequest.read("hosts", hosts, PurgeSelector.ByHost::of, selectors);
        PurgeRequest.read("prefixes", prefixes, CloudflarePurge::prefix, selectors);
        return new ArrayList<>(selectors);
    }

    private static PurgeSelector prefix(String prefix) {
        if (prefix.startsWith("/") || prefix.contains("://")) {
            throw new IllegalArgumentException("prefix '" + Printable.of(prefix)
                    + "' is not valid: use HOST/PATH without scheme, for example www.example.com/news");
        }
        return PurgeSelector.ByPrefix.of("http://" + prefix);
    }
}
