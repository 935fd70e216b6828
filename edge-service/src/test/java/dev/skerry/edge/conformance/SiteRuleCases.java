package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What the rules of a site change. */
final class SiteRuleCases {
    private SiteRuleCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(defaults());
        all.addAll(minima());
        all.addAll(maxima());
        all.addAll(negative());
        all.addAll(windows());
        all.addAll(sharedStale());
        all.addAll(fields());
        all.addAll(bypass());
        all.addAll(deception());
        return all;
    }

    static Scenario fresh(String name, String rule, int status, int seconds, String... fields) {
        return scenario(
                "site_rule_" + name,
                rules(rule),
                origin(status, fields),
                get().miss().from(1),
                pass(seconds - 1),
                get().hit().from(1),
                pass(1),
                origin(status, fields),
                get().fetched("stale").from(2));
    }

    static Scenario notStored(String name, String rule, int status, String... fields) {
        return scenario(
                "site_rule_" + name,
                rules(rule),
                origin(status, fields),
                get().miss().from(1).cacheStatusLacks("stored"),
                origin(status, fields),
                get().miss().from(2));
    }

    private static List<Scenario> defaults() {
        String rule = "defaultTtl: 30s";
        return List.of(
                fresh("default_ttl_where_nothing_is_said", rule, 200, 30, "x-any: a"),
                fresh("default_ttl_in_place_of_the_heuristic", rule, 200, 30, "last-modified: {now-1000}"),
                fresh("default_ttl_does_not_count_before_max_age", rule, 200, 60, MINUTE),
                fresh("default_ttl_does_not_count_before_expires", rule, 200, 60, "expires: {now+60}"),
                notStored("default_ttl_does_not_revive_no_store", rule, 200, "cache-control: no-store"),
                notStored("default_ttl_only_for_what_is_cacheable_by_default", rule, 403, "x-any: a"));
    }

    private static List<Scenario> minima() {
        String rule = "minTtl: 30s";
        return List.of(
                fresh("min_ttl_raises_max_age", rule, 200, 30, "cache-control: max-age=10"),
                fresh("min_ttl_raises_s_maxage", rule, 200, 30, "cache-control: s-maxage=10"),
                fresh("min_ttl_raises_expires", rule, 200, 30, "expires: {now+10}"),
                fresh("min_ttl_raises_the_heuristic", rule, 200, 30, "last-modified: {now-100}"),
                fresh("min_ttl_raises_zero", rule, 200, 30, "cache-control: max-age=0"),
                fresh("min_ttl_leaves_what_is_longer", rule, 200, 60, MINUTE),
                notStored("min_ttl_does_not_revive_no_store", rule, 200, "cache-control: no-store, max-age=10"),
                notStored("min_ttl_does_not_revive_private", rule, 200, "cache-control: private, max-age=10"),
                scenario(
                        "site_rule_min_ttl_does_not_revive_no_cache",
                        rules(rule),
                        origin(200, "cache-control: no-cache, max-age=10", "etag: \"v\""),
                        get().miss(),
                        origin(304, "etag: \"v\""),
                        get().asked(1).from(1)));
    }

    private static List<Scenario> maxima() {
        String rule = "maxTtl: 30s";
        return List.of(
                fresh("max_ttl_cuts_max_age", rule, 200, 30, MINUTE),
                fresh("max_ttl_cuts_s_maxage", rule, 200, 30, "cache-control: s-maxage=60"),
                fresh("max_ttl_cuts_a_targeted_field", rule, 200, 30, "cdn-cache-control: max-age=60"),
                fresh("max_ttl_cuts_expires", rule, 200, 30, "expires: {now+60}"),
                fresh("max_ttl_cuts_the_heuristic", rule, 200, 30, "last-modified: {now-1000}"),
                fresh("max_ttl_leaves_what_is_shorter", rule, 200, 10, "cache-control: max-age=10"));
    }

    private static List<Scenario> negative() {
        List<Scenario> all = new ArrayList<>();
        for (int status : List.of(404, 405, 410, 414, 501)) {
            all.add(fresh("negative_ttl_of_a_" + status, "negativeTtl: 5s", status, 5, "x-any: a"));
            all.add(fresh("negative_ttl_of_a_" + status + "_leaves_max_age", "negativeTtl: 5s", status, 60, MINUTE));
        }
        all.add(notStored("negative_ttl_of_a_404_with_no_store", "negativeTtl: 5s", 404, "cache-control: no-store"));
        all.add(notStored("negative_ttl_is_not_for_a_503", "negativeTtl: 5s", 503, "x-any: a"));
        all.add(notStored("negative_ttl_is_not_for_a_200", "negativeTtl: 5s", 200, "x-any: a"));
        return all;
    }

    private static Scenario refreshed(String name, String rule, boolean served, String cacheControl) {
        Ask asked = served ? get().hitWhileRefreshing().from(1) : get().asked(1).from(2);
        return scenario(
                "site_rule_" + name,
                rules(rule),
                origin(200, "cache-control: " + cacheControl),
                get().miss(),
                pass(29),
                origin(200, "cache-control: max-age=10"),
                asked,
                get().hit().from(2));
    }

    private static Scenario onError(String name, String rule, boolean served, String cacheControl) {
        return scenario(
                "site_rule_" + name,
                rules(rule),
                origin(200, "cache-control: " + cacheControl),
                get().miss(),
                pass(29),
                origin(503),
                served ? get().asked(1).status(200).from(1) : get().asked(1).status(503));
    }

    private static List<Scenario> windows() {
        String swr = "staleWhileRevalidate: 20s";
        String sie = "staleIfError: 20s";
        return List.of(
                refreshed("stale_while_revalidate_where_none_is_said", swr, true, "max-age=10"),
                refreshed("stale_while_revalidate_ends", "staleWhileRevalidate: 19s", false, "max-age=10"),
                refreshed(
                        "stale_while_revalidate_does_not_widen_what_is_said",
                        swr,
                        false,
                        "max-age=10, stale-while-revalidate=5"),
                refreshed(
                        "stale_while_revalidate_does_not_narrow_what_is_said",
                        "staleWhileRevalidate: 5s",
                        true,
                        "max-age=10, stale-while-revalidate=30"),
                refreshed("stale_while_revalidate_minds_must_revalidate", swr, false, "max-age=10, must-revalidate"),
                refreshed("stale_while_revalidate_minds_s_maxage", swr, false, "s-maxage=10"),
                onError("stale_if_error_where_none_is_said", sie, true, "max-age=10"),
                onError("stale_if_error_ends", "staleIfError: 19s", false, "max-age=10"),
                onError("stale_if_error_does_not_widen_what_is_said", sie, false, "max-age=10, stale-if-error=5"),
                onError("stale_if_error_minds_must_revalidate", sie, false, "max-age=10, must-revalidate"),
                onError("stale_if_error_minds_proxy_revalidate", sie, false, "max-age=10, proxy-revalidate"));
    }

    private static List<Scenario> sharedStale() {
        String rule = "sharedStale: true";
        return List.of(
                refreshed("shared_stale_while_revalidate", rule, true, "s-maxage=10, stale-while-revalidate=20"),
                onError("shared_stale_if_error", rule, true, "s-maxage=10, stale-if-error=20"),
                refreshed("shared_stale_needs_a_window", rule, false, "s-maxage=10"),
                refreshed(
                        "shared_stale_minds_must_revalidate",
                        rule,
                        false,
                        "s-maxage=10, stale-while-revalidate=20, must-revalidate"),
                refreshed(
                        "shared_stale_is_off_by_default",
                        "sharedStale: false",
                        false,
                        "s-maxage=10, stale-while-revalidate=20"));
    }

    private static List<Scenario> fields() {
        return List.of(
                scenario(
                        "rfc9213_3_1_cdn_cache_control_goes_on_to_users_and_ours_does_not",
                        origin(
                                200,
                                "cdn-cache-control: max-age=60",
                                "skerry-cache-control: max-age=60",
                                "surrogate-control: max-age=60",
                                "cache-control: no-store"),
                        get().miss()
                                .has("cdn-cache-control: max-age=60")
                                .has("cache-control: no-store")
                                .hasNo("skerry-cache-control", "surrogate-control"),
                        get().hit()
                                .has("cdn-cache-control: max-age=60")
                                .has("cache-control: no-store")
                                .hasNo("skerry-cache-control", "surrogate-control")),
                scenario(
                        "site_rule_cdn_cache_control_strip",
                        rules("cdnCacheControl: strip"),
                        origin(200, "cdn-cache-control: max-age=60"),
                        get().miss().hasNo("cdn-cache-control"),
                        get().hit().hasNo("cdn-cache-control")),
                scenario(
                        "site_rule_cdn_cache_control_forward",
                        rules("cdnCacheControl: forward"),
                        origin(200, "cdn-cache-control: max-age=60"),
                        get().miss().has("cdn-cache-control: max-age=60"),
                        get().hit().has("cdn-cache-control: max-age=60")),
                scenario(
                        "site_rule_early_hints_come_from_stored_links",
                        rules("earlyHints: true"),
                        origin(200, "cache-control: max-age=10", "etag: \"v\"", "link: </style.css>; rel=preload"),
                        get().miss().interims(),
                        pass(10),
                        origin(304, "etag: \"v\""),
                        get().fetched("stale").from(1).interims(103)));
    }

    private static List<Scenario> bypass() {
        String rule = "bypass: [\"{path}/admin/\", \"/1/private\"]".replace("{path}", "/1");
        return List.of(
                scenario(
                        "site_rule_bypass_never_touches_the_cache",
                        notOverSockets("the rule names paths, and there each story has its own"),
                        rules(rule),
                        origin(200, MINUTE),
                        getOf("/admin/x").fetched("bypass").from(1).cacheStatusLacks("stored"),
                        origin(200, MINUTE),
                        getOf("/admin/x").fetched("bypass").from(2)),
                scenario(
                        "site_rule_bypass_ends_at_a_segment_border",
                        notOverSockets("the rule names paths, and there each story has its own"),
                        rules(rule),
                        origin(200, MINUTE),
                        getOf("/private/x").fetched("bypass"),
                        origin(200, MINUTE),
                        getOf("/private").fetched("bypass"),
                        origin(200, MINUTE),
                        getOf("/privateer").miss(),
                        getOf("/privateer").hit()));
    }

    private static Scenario deceived(String target, String type, boolean stored) {
        String name = "site_rule_deception_" + target.replaceAll("[^a-z0-9;]+", "_") + "_as_" + type.replace('/', '_');
        List<Step> steps = new ArrayList<>(List.of(rules("deception: refuse")));
        steps.add(type.isEmpty() ? origin(200, MINUTE) : origin(200, MINUTE, "content-type: " + type));
        steps.add(getOf(target).miss());
        if (!stored) {
            steps.add(origin(200));
        }
        steps.add(stored ? getOf(target).hit() : getOf(target).miss().from(2));
        return scenario(name, steps.toArray(Step[]::new));
    }

    private static List<Scenario> deception() {
        return List.of(
                deceived("/account/x.css", "text/html", false),
                deceived("/account/x.js", "text/html", false),
                deceived("/account/x.png", "application/json", false),
                deceived("/account;x.css", "text/html", false),
                deceived("/account/x%2ecss", "text/html", false),
                deceived("/account/y.css", "", false),
                deceived("/x.css", "text/css", true),
                deceived("/x.js", "text/javascript", true),
                deceived("/x.png", "image/png", true),
                deceived("/account", "text/html", true),
                deceived("/x.html", "text/html", true),
                scenario(
                        "site_rule_deception_is_allowed_by_default",
                        origin(200, MINUTE, "content-type: text/html"),
                        getOf("/account/x.css").miss(),
                        getOf("/account/x.css").hit()));
    }
}
