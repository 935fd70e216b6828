package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * What a purge hits within its site. The text form, used in JSON, log keys and error messages, is the kind, a colon and
 * the value: {@code url:http://docs.example/a}, {@code key:product-7}, {@code anycase-key:product-7}, {@code prefix:/news/},
 * {@code host:docs.example}, {@code everything}.
 */
public sealed interface PurgeSelector {
    /** The text form, which {@link #parse} reads back to an equal value. */
    @JsonValue
    String text();

    /** Whether it hits all of a host at least, which asks for more trust than naming what is stale. */
    default boolean hitsWholeHost() {
        return switch (this) {
            case ByUrl _, ByKey _, ByKeyOfAnyCase _ -> false;
            case ByPrefix prefix -> prefix.prefix().path().equals("/");
            case ByHost _, Everything _ -> true;
        };
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the kind is unknown or the value is malformed; the message says what is right
     */
    @JsonCreator
    static PurgeSelector parse(String text) {
        if (text.equals("everything")) {
            return new Everything();
        }
        int colon = text.indexOf(':');
        String kind = colon < 0 ? "" : text.substring(0, colon);
        String value = text.substring(colon + 1);
        return switch (kind) {
            case "url" -> ByUrl.of(value);
            case "key" -> new ByKey(new SurrogateKey(value));
            case "anycase-key" -> ByKeyOfAnyCase.of(new SurrogateKey(value));
            case "prefix" -> ByPrefix.of(value);
            case "host" -> ByHost.of(value);
            default ->
                throw new IllegalArgumentException("selector '" + Printable.of(text)
                        + "' is unknown: use url:URL, key:KEY, anycase-key:KEY, prefix:PATH, host:HOST or everything");
        };
    }

    /** One URL: every variant, range and method of it. Without a host, on every host of the site. */
    record ByUrl(ContentUrl url) implements PurgeSelector {
        /** @throws IllegalArgumentException if {@code url} is neither an http(s) URL nor a path */
        public static ByUrl of(String url) {
            return new ByUrl(ContentUrl.parse(url));
        }

        @Override
        public String text() {
            return "url:" + url;
        }
    }

    /** Every response that carries the surrogate key. */
    record ByKey(SurrogateKey key) implements PurgeSelector {
        @Override
        public String text() {
            return "key:" + key;
        }
    }

    /**
     * Every response that carries the surrogate key, its ASCII letters in either case. What a purge by key is on a site whose
     * {@link PurgeConfig.KeyCase} is ignored: purge-service writes it so to the log, and nodes need to know nothing of the
     * site's rule, which may have been another one when they stored the response.
     *
     * @param key in lower case
     */
    record ByKeyOfAnyCase(SurrogateKey key) implements PurgeSelector {
        /** @throws IllegalArgumentException if {@code key} is not in lower case; {@link #of} makes it so */
        public ByKeyOfAnyCase {
            if (!key.equals(key.inLowerCase())) {
                throw new IllegalArgumentException("surrogate key '" + Printable.of(key.value())
                        + "' is not in lower case: use " + key.inLowerCase());
            }
        }

        /** For {@code key} as it was written. */
        public static ByKeyOfAnyCase of(SurrogateKey key) {
            return new ByKeyOfAnyCase(key.inLowerCase());
        }

        @Override
        public String text() {
            return "anycase-key:" + key;
        }
    }

    /**
     * Every path below a segment border: {@code /news/} and {@code /news} both hit {@code /news} and {@code /news/a},
     * and neither hits {@code /newsletter}. Without a host, on every host of the site. The query plays no part.
     *
     * @param prefix normalised, without query; its path ends with no slash except when it is the root
     */
    record ByPrefix(ContentUrl prefix) implements PurgeSelector {
        /** @throws IllegalArgumentException if {@code prefix} is neither a URL nor a path, or has a query */
        public static ByPrefix of(String prefix) {
            ContentUrl url = ContentUrl.parse(prefix);
            if (url.query() != null) {
                throw new IllegalArgumentException(
                        "prefix '" + Printable.of(prefix) + "' has a query: a prefix is a path, for example /news/");
            }
            String path = url.path();
            while (path.length() > 1 && path.endsWith("/")) {
                path = path.substring(0, path.length() - 1);
            }
            return new ByPrefix(new ContentUrl(url.host(), path, null));
        }

        @Override
        public String text() {
            return "prefix:" + prefix;
        }
    }

    /** Every response of one host of the site. */
    record ByHost(String host) implements PurgeSelector {
        /** @throws IllegalArgumentException if {@code host} is not a host name; a port is cut off */
        public static ByHost of(String host) {
            return new ByHost(ContentUrl.hostOf(host));
        }

        @Override
        public String text() {
            return "host:" + host;
        }
    }

    /** Every response of the site. */
    record Everything() implements PurgeSelector {
        @Override
        public String text() {
            return "everything";
        }
    }
}
