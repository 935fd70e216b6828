package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Targeted cache control (RFC 9213), and its elder sister Surrogate-Control. */
final class TargetedCases {
    private TargetedCases() {}

    private static final List<String> FIELDS = List.of("skerry-cache-control", "cdn-cache-control");

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        FIELDS.forEach(field -> all.addAll(of(field, field.replace('-', '_'))));
        all.addAll(together());
        return all;
    }

    private static List<Scenario> of(String field, String name) {
        String prefix = "rfc9213_2_1_" + name;
        String line = field + ": ";
        String minute = "cache-control: max-age=60";
        List<Scenario> all = new ArrayList<>(List.of(
                FreshnessCases.fresh(prefix + "_s_maxage_wins_over_max_age", 60, line + "max-age=10, s-maxage=60"),
                FreshnessCases.fresh(prefix + "_the_last_duplicate_counts", 60, line + "max-age=10, max-age=60"),
                FreshnessCases.fresh(prefix + "_with_parameters", 60, line + "max-age=60;x=1"),
                FreshnessCases.fresh(prefix + "_unknown_members_are_ignored", 60, line + "x=?0, max-age=60, y=(1 2)"),
                FreshnessCases.fresh(prefix + "_on_two_lines", 60, line + "x", line + "max-age=60"),
                FreshnessCases.notFresh(prefix + "_a_string_counts_as_zero", line + "max-age=\"60\"", minute),
                FreshnessCases.notFresh(prefix + "_a_token_counts_as_zero", line + "max-age=abc", minute),
                FreshnessCases.notFresh(prefix + "_a_decimal_counts_as_zero", line + "max-age=60.5", minute),
                FreshnessCases.notFresh(prefix + "_a_negative_integer_counts_as_zero", line + "max-age=-60", minute),
                FreshnessCases.notFresh(prefix + "_a_boolean_counts_as_zero", line + "max-age", minute),
                FreshnessCases.notFresh(prefix + "_an_inner_list_counts_as_zero", line + "max-age=(60)", minute),
                FreshnessCases.notFresh(prefix + "_no_cache_means_no_cache", line + "no-cache, max-age=60", minute)));
        for (String invalid : List.of(
                "max-age=60,",
                "MAX-AGE=90",
                "max-age=90;;",
                "max-age=",
                "a b",
                "max-age==90",
                "max-age=\"90",
                "max-age=1234567890123456",
                "@",
                "")) {
            all.add(FreshnessCases.fresh(
                    prefix + "_invalid_is_ignored_whole_[" + invalid + "]", 60, line + invalid, minute));
        }
        all.addAll(notStored(field, prefix));
        all.addAll(instead(line, prefix));
        return all;
    }

    private static List<Scenario> notStored(String field, String prefix) {
        List<Scenario> all = new ArrayList<>();
        for (String directive : List.of("no-store", "private", "no-store, max-age=60", "private, max-age=60")) {
            all.add(scenario(
                    prefix + "_not_stored_with_[" + directive + "]",
                    origin(200, field + ": " + directive, "cache-control: max-age=60"),
                    get().miss().cacheStatusLacks("stored"),
                    origin(200),
                    get().miss().from(2)));
        }
        return all;
    }

    private static List<Scenario> instead(String line, String prefix) {
        return List.of(
                FreshnessCases.fresh(
                        prefix + "_wins_over_no_store", 60, line + "max-age=60", "cache-control: no-store"),
                FreshnessCases.fresh(prefix + "_wins_over_private", 60, line + "max-age=60", "cache-control: private"),
                FreshnessCases.fresh(
                        prefix + "_wins_over_no_cache", 60, line + "max-age=60", "cache-control: no-cache"),
                FreshnessCases.fresh(prefix + "_wins_over_expires_in_the_past", 60, line + "max-age=60", "expires: 0"),
                FreshnessCases.notFresh(
                        prefix + "_without_lifetime_does_not_fall_back_to_expires",
                        line + "must-revalidate",
                        "expires: {now+60}",
                        "cache-control: max-age=60"),
                scenario(
                        prefix + "_a_stale_window_in_it_counts",
                        origin(200, line + "max-age=10, stale-while-revalidate=20"),
                        get().miss(),
                        pass(29),
                        origin(200, line + "max-age=10"),
                        get().hitWhileRefreshing().from(1)),
                scenario(
                        prefix + "_a_stale_window_elsewhere_does_not",
                        origin(200, line + "max-age=10", "cache-control: max-age=10, stale-while-revalidate=20"),
                        get().miss(),
                        pass(11),
                        origin(200),
                        get().fetched("stale").from(2)),
                scenario(
                        prefix + "_must_revalidate_elsewhere_forbids_nothing",
                        origin(200, line + "max-age=10, stale-if-error=20", "cache-control: must-revalidate"),
                        get().miss(),
                        pass(11),
                        origin(503),
                        get().asked(1).status(200).from(1)),
                scenario(
                        prefix + "_public_in_it_lets_authorized_requests_be_stored",
                        origin(200, line + "public, max-age=60", "cache-control: private"),
                        get("authorization: Basic eA==").miss(),
                        get().hit()),
                scenario(
                        prefix + "_public_elsewhere_does_not",
                        origin(200, line + "max-age=60", "cache-control: public, max-age=60"),
                        get("authorization: Basic eA==").miss(),
                        origin(200),
                        get().miss()));
    }

    private static List<Scenario> together() {
        return List.of(
                FreshnessCases.fresh(
                        "rfc9213_2_2_an_invalid_first_field_leaves_it_to_the_second",
                        60,
                        "skerry-cache-control: max-age=,",
                        "cdn-cache-control: max-age=60",
                        "cache-control: no-store"),
                scenario(
                        "surrogate_control_no_store_is_not_stored",
                        origin(200, "surrogate-control: no-store", "cache-control: max-age=60"),
                        get().miss(),
                        origin(200),
                        get().miss()),
                FreshnessCases.fresh(
                        "surrogate_control_with_content_and_max_age",
                        60,
                        "surrogate-control: content=\"ESI/1.0\", max-age=60",
                        "cache-control: max-age=5"));
    }
}
