package dev.skerry.edge.sites;

import dev.skerry.contract.KeyConfig;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.CacheRules.Option;
import dev.skerry.edge.policy.KeyRules;
import dev.skerry.edge.policy.PathPrefixes;
import dev.skerry.edge.policy.SetCookieRule;
import java.util.EnumSet;
import java.util.Set;

/** What an operator wrote of a site's cache, as the policy needs it. */
final class RulesReader {
    private RulesReader() {}

    static CacheRules read(SiteConfig.Cache cache) {
        return new CacheRules(
                new CacheRules.Ttl(
                        millis(cache.defaultTtl()),
                        millis(cache.minTtl()),
                        millis(cache.maxTtl()),
                        millis(cache.negativeTtl())),
                new CacheRules.Stale(
                        millis(cache.staleWhileRevalidate()), millis(cache.staleIfError()), cache.sharedStale()),
                setCookie(cache.setCookie()),
                options(cache),
                PathPrefixes.of(cache.bypass()),
                key(cache.key()));
    }

    private static long millis(TimeSpan span) {
        return span.duration().toMillis();
    }

    private static SetCookieRule setCookie(SiteConfig.SetCookie setCookie) {
        return switch (setCookie) {
            case BYPASS -> SetCookieRule.BYPASS;
            case STORE -> SetCookieRule.STORE;
            case STRIP -> SetCookieRule.STRIP;
        };
    }

    private static Set<Option> options(SiteConfig.Cache cache) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        switch (cache.cdnCacheControl()) {
            case FORWARD -> {}
            case STRIP -> options.add(Option.STRIP_CDN_CACHE_CONTROL);
        }
        switch (cache.deception()) {
            case ALLOW -> {}
            case REFUSE -> options.add(Option.REFUSE_DECEPTION);
        }
        if (cache.earlyHints()) {
            options.add(Option.EARLY_HINTS);
        }
        if (cache.showKey()) {
            options.add(Option.SHOW_KEY);
        }
        return options;
    }

    private static KeyRules key(KeyConfig key) {
        return new KeyRules(
                new KeyRules.Query(key.ignoreQuery(), key.keepQuery(), key.sortQuery()), key.headers(), key.cookies());
    }
}
