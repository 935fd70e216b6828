package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What is malformed, doubled or oddly written (RFC 9111 §4.2, §5, RFC 9110 §5.6). */
final class ParsingCases {
    private ParsingCases() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(readable());
        all.addAll(unreadable());
        all.addAll(expires());
        all.addAll(age());
        return all;
    }

    private static Scenario fresh(String name, String cacheControl) {
        return FreshnessCases.fresh("rfc9111_5_2_" + name, 60, "cache-control: " + cacheControl);
    }

    private static Scenario zero(String name, String cacheControl) {
        return FreshnessCases.notFresh("rfc9111_5_2_" + name, "cache-control: " + cacheControl);
    }

    private static List<Scenario> readable() {
        return List.of(
                fresh("names_of_directives_know_no_case", "Max-AGE=60"),
                fresh("empty_list_members_are_ignored", ",, ,max-age=60,,"),
                fresh("white_space_around_list_members_is_ignored", "  public ,\t max-age=60  "),
                fresh("a_quoted_number_counts", "max-age=\"60\""),
                fresh("leading_zeros_do_not_matter", "max-age=00060"),
                fresh("the_first_of_two_max_ages_counts", "max-age=60, max-age=10"),
                fresh("the_first_of_two_s_maxages_counts", "s-maxage=60, s-maxage=10"),
                fresh("the_first_of_two_counts_even_if_the_second_is_malformed", "max-age=60, max-age=x"),
                fresh("unknown_directives_are_ignored", "max-age=60, frobnicate, speed=9"),
                fresh("what_stands_in_a_quoted_string_is_no_directive", "x=\"no-store, max-age=5\", max-age=60"),
                fresh("an_escaped_quote_ends_no_quoted_string", "x=\"a\\\", no-store\", max-age=60"),
                fresh("a_directive_whose_name_only_begins_alike", "max-age-x=5, xmax-age=5, max-age=60"),
                FreshnessCases.fresh(
                        "rfc9111_5_4_pragma_no_cache_in_a_response_means_nothing",
                        60,
                        "pragma: no-cache",
                        "cache-control: max-age=60"),
                FreshnessCases.fresh(
                        "rfc9110_5_3_two_lines_are_one_list", 60, "cache-control: public", "cache-control: max-age=60"),
                FreshnessCases.fresh(
                        "rfc9110_5_3_the_first_line_counts_if_two_say_the_same",
                        60,
                        "cache-control: max-age=60",
                        "cache-control: max-age=10"),
                scenario(
                        "rfc9111_1_2_2_more_than_two_to_the_31_counts_as_that",
                        origin(200, "cache-control: max-age=99999999999999999999"),
                        get().miss().cacheStatus("ttl=2147483648"),
                        pass(2_000_000_000),
                        get().hit()),
                scenario(
                        "rfc9111_1_2_2_two_to_the_31_itself",
                        origin(200, "cache-control: max-age=2147483648"),
                        get().miss().cacheStatus("ttl=2147483648"),
                        get().hit()));
    }

    private static Scenario unended(String forbids) {
        return scenario(
                "rfc9110_5_6_4_" + forbids.replace('-', '_') + "_behind_a_quote_that_never_ends_counts",
                origin(200, "cache-control: max-age=60, x=\"y, " + forbids),
                get().miss().cacheStatusLacks("stored"),
                origin(200),
                get().asked(1).from(2));
    }

    private static List<Scenario> unreadable() {
        return List.of(
                unended("no-store"),
                unended("private"),
                FreshnessCases.notFresh(
                        "rfc9110_5_6_4_no_cache_behind_a_quote_that_never_ends_counts",
                        "cache-control: max-age=60, x=\"y, no-cache",
                        "etag: \"v\""),
                zero("a_fraction_counts_as_zero", "max-age=60.5"),
                zero("a_negative_number_counts_as_zero", "max-age=-60"),
                zero("a_plus_sign_counts_as_zero", "max-age=+60"),
                zero("a_hexadecimal_number_counts_as_zero", "max-age=0x60"),
                zero("an_exponent_counts_as_zero", "max-age=6e1"),
                zero("an_empty_value_counts_as_zero", "max-age="),
                zero("a_missing_value_counts_as_zero", "max-age"),
                zero("an_empty_quoted_value_counts_as_zero", "max-age=\"\""),
                zero("letters_count_as_zero", "max-age=abc"),
                zero("digits_and_letters_count_as_zero", "max-age=60s"),
                zero("single_quotes_count_as_zero", "max-age='60'"),
                zero("a_semicolon_does_not_end_a_directive", "max-age=60;public"),
                zero("two_numbers_count_as_zero", "max-age=60 60"),
                zero("a_malformed_first_max_age_counts_before_a_good_second", "max-age=x, max-age=60"),
                zero("a_malformed_s_maxage_counts_before_a_good_max_age", "s-maxage=x, max-age=60"),
                FreshnessCases.notFresh(
                        "rfc9111_5_3_a_malformed_max_age_counts_before_a_good_expires",
                        "cache-control: max-age=x",
                        "expires: {now+60}"));
    }

    private static List<Scenario> expires() {
        String soon = "expires: {now+60}";
        return List.of(
                FreshnessCases.fresh("rfc9110_5_6_7_expires_in_the_preferred_form", 60, soon),
                FreshnessCases.fresh("rfc9110_5_6_7_expires_in_the_form_of_rfc850", 60, "expires: {rfc850:now+60}"),
                FreshnessCases.fresh("rfc9110_5_6_7_expires_in_the_form_of_asctime", 60, "expires: {asctime:now+60}"),
                FreshnessCases.fresh("rfc9111_5_3_the_same_expires_twice", 60, soon, soon),
                long1("rfc9111_4_2_expires_in_lower_case", "expires: thu, 01 jan 2099 00:00:00 gmt"),
                past("rfc9111_4_2_expires_in_utc", "Thu, 01 Jan 2099 00:00:00 UTC"),
                past("rfc9111_5_3_expires_zero", "0"),
                past("rfc9111_5_3_expires_minus_one", "-1"),
                past("rfc9111_5_3_expires_empty", ""),
                past("rfc9111_5_3_expires_a_number", "60"),
                past("rfc9111_5_3_expires_a_word", "never"),
                past("rfc9111_5_3_expires_iso_8601", "2099-01-01T00:00:00Z"),
                past("rfc9111_4_2_expires_in_another_zone", "Thu, 01 Jan 2099 00:00:00 EST"),
                past("rfc9110_5_6_7_expires_without_a_zone", "Thu, 01 Jan 2099 00:00:00"),
                past("rfc9110_5_6_7_expires_on_the_thirty_first_of_february", "Tue, 31 Feb 2099 00:00:00 GMT"),
                past("rfc9110_5_6_7_expires_at_25_hours", "Thu, 01 Jan 2099 25:00:00 GMT"),
                past("rfc9110_5_6_7_expires_in_a_month_that_is_none", "Thu, 01 Foo 2099 00:00:00 GMT"),
                past(
                        "rfc9110_5_6_7_two_digits_of_a_year_over_fifty_years_ahead_are_the_past",
                        "Sunday, 06-Nov-94 08:49:37 GMT"),
                past("rfc9110_5_6_7_expires_with_words_behind_it", "Thu, 01 Jan 2099 00:00:00 GMT or later"),
                FreshnessCases.notFresh("rfc9111_5_3_two_expires_that_differ", soon, "expires: {now+90}"),
                FreshnessCases.notFresh("rfc9111_5_3_expires_in_the_past", "expires: {now-60}"));
    }

    private static Scenario past(String name, String value) {
        return FreshnessCases.notFresh(name, "expires: " + value);
    }

    private static Scenario long1(String name, String line) {
        return scenario(name, origin(200, line), get().miss(), pass(100_000), get().hit());
    }

    private static Scenario ageOf(String name, int left, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("cache-control: max-age=60");
        return FreshnessCases.fresh("rfc9111_5_1_" + name, left, all.toArray(String[]::new));
    }

    private static List<Scenario> age() {
        return List.of(
                ageOf("age_is_taken_off_the_lifetime", 30, "age: 30"),
                ageOf("age_zero", 60, "age: 0"),
                ageOf("the_first_of_two_members_counts", 30, "age: 30, 10"),
                ageOf("the_first_of_two_lines_counts", 30, "age: 30", "age: 10"),
                ageOf("the_first_counts_though_the_second_is_higher", 50, "age: 10, 30"),
                ageOf("a_negative_age_is_ignored", 60, "age: -30"),
                ageOf("a_fraction_is_ignored", 60, "age: 30.5"),
                ageOf("letters_are_ignored", 60, "age: old"),
                ageOf("a_quoted_age_is_ignored", 60, "age: \"30\""),
                ageOf("an_empty_age_is_ignored", 60, "age: "),
                ageOf("an_age_with_a_plus_sign_is_ignored", 60, "age: +30"),
                ageOf("leading_zeros_of_age_do_not_matter", 30, "age: 0030"),
                ageOf("the_higher_of_age_and_apparent_age_counts", 20, "age: 30", "date: {now-40}"),
                ageOf("age_counts_if_the_apparent_age_is_lower", 20, "age: 40", "date: {now-30}"),
                FreshnessCases.notFresh(
                        "rfc9111_5_1_an_age_as_high_as_the_lifetime", "age: 60", "cache-control: max-age=60"),
                FreshnessCases.notFresh(
                        "rfc9111_1_2_2_an_age_of_twenty_digits",
                        "age: 99999999999999999999",
                        "cache-control: max-age=60"));
    }
}
