package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Groups of responses that go together (RFC 9875). */
final class GroupCases {
    private GroupCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                group("a_response_of_the_group_goes", true, "\"g{id}\"", "\"g{id}\""),
                group("one_of_its_groups_is_enough", true, "\"x{id}\", \"g{id}\"", "\"g{id}\""),
                group("one_of_those_named_is_enough", true, "\"g{id}\"", "\"x{id}\", \"g{id}\""),
                group("parameters_do_not_matter", true, "\"g{id}\";a=1", "\"g{id}\";b"),
                group("another_group_stays", false, "\"g{id}\"", "\"h{id}\""),
                group("names_know_case", false, "\"G{id}\"", "\"g{id}\""),
                group("a_list_of_tokens_is_ignored", false, "\"g{id}\"", "g{id}"),
                group("an_invalid_list_is_ignored_whole", false, "\"g{id}\"", "\"g{id}\", \"x"),
                group("an_invalid_list_of_groups_is_ignored_whole", false, "\"g{id}\", \"x", "\"g{id}\""),
                scenario(
                        "rfc9875_2_groups_on_two_lines_are_one_list",
                        origin(200, MINUTE, "cache-groups: \"x{id}\"", "cache-groups: \"g{id}\""),
                        get().miss(),
                        pass(1),
                        origin(200, "cache-group-invalidation: \"g{id}\""),
                        send("POST", "/other").asked(1),
                        origin(200, MINUTE),
                        get().asked(1).from(3)),
                scenario(
                        "rfc9875_3_what_a_safe_request_says_is_ignored",
                        origin(200, MINUTE, "cache-groups: \"g{id}\""),
                        get().miss(),
                        pass(1),
                        origin(200, "cache-group-invalidation: \"g{id}\""),
                        getOf("/other").asked(1),
                        get().hit().from(1)),
                scenario(
                        "rfc9875_3_both_fields_go_on_to_users",
                        origin(200, MINUTE, "cache-groups: \"g{id}\""),
                        get().miss().has("cache-groups: \"g{id}\""),
                        get().hit().has("cache-groups: \"g{id}\""),
                        origin(200, "cache-group-invalidation: \"x{id}\""),
                        send("POST", "/other").asked(1).has("cache-group-invalidation: \"x{id}\""))));
        all.addAll(chains());
        return all;
    }

    private static Scenario group(String name, boolean goes, String groups, String invalidated) {
        List<Step> steps = new ArrayList<>(List.of(
                origin(200, MINUTE, "cache-groups: " + groups),
                get().miss().from(1),
                pass(1),
                origin(200, "cache-group-invalidation: " + invalidated),
                send("POST", "/other").asked(1)));
        if (goes) {
            steps.addAll(List.of(
                    pass(1),
                    origin(200, MINUTE),
                    get().asked(1).from(3),
                    get().hit().from(3)));
        } else {
            steps.add(get().hit().from(1));
        }
        return scenario("rfc9875_3_" + name, steps.toArray(Step[]::new));
    }

    private static List<Scenario> chains() {
        return List.of(
                scenario(
                        "rfc9875_3_several_responses_of_the_group_go_and_others_stay",
                        origin(200, MINUTE, "cache-groups: \"g{id}\""),
                        getOf("/a").miss(),
                        origin(200, MINUTE, "cache-groups: \"g{id}\""),
                        getOf("/b").miss(),
                        origin(200, MINUTE),
                        getOf("/c").miss(),
                        pass(1),
                        origin(204, "cache-group-invalidation: \"g{id}\""),
                        send("DELETE", "/other").asked(1),
                        pass(1),
                        origin(200),
                        getOf("/a").asked(1).from(5),
                        origin(200),
                        getOf("/b").asked(1).from(6),
                        getOf("/c").hit().from(3)),
                scenario(
                        "rfc9875_3_an_invalidated_group_does_not_take_other_groups_with_it",
                        origin(200, MINUTE, "cache-groups: \"g{id}\", \"h{id}\""),
                        getOf("/a").miss(),
                        origin(200, MINUTE, "cache-groups: \"h{id}\""),
                        getOf("/b").miss(),
                        pass(1),
                        origin(200, "cache-group-invalidation: \"g{id}\""),
                        send("POST", "/other").asked(1),
                        getOf("/b").hit().from(2)),
                scenario(
                        "rfc9875_3_an_invalidated_response_may_be_validated",
                        origin(200, MINUTE, "cache-groups: \"g{id}\"", "etag: \"v\""),
                        get().miss(),
                        pass(1),
                        origin(200, "cache-group-invalidation: \"g{id}\""),
                        send("POST", "/other").asked(1),
                        pass(1),
                        origin(304, MINUTE, "etag: \"v\""),
                        get().asked(1).from(1),
                        get().hit().from(1)),
                scenario(
                        "rfc9875_3_no_stale_answer_of_an_invalidated_group",
                        origin(200, "cache-control: max-age=10, stale-while-revalidate=60", "cache-groups: \"g{id}\""),
                        get().miss(),
                        pass(11),
                        origin(200, "cache-group-invalidation: \"g{id}\""),
                        send("POST", "/other").asked(1),
                        origin(200),
                        get().asked(1).from(3)));
    }
}
