package dev.skerry.edge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/** One expectation. */
sealed interface Check {
    /** The origin was asked this often. */
    record Asked(int times) implements Check {}

    /** The status. */
    record Status(int status) implements Check {}

    /** A field has this value. */
    record Has(String name, String value) implements Check {}

    /** A field is absent. */
    record Lacks(String name) implements Check {}

    /** The content. */
    record Content(String content) implements Check {}

    /** Parameters of Cache-Status that are there. */
    record CacheStatus(List<String> parameters) implements Check {}

    /** A parameter that Cache-Status has with some value. */
    record CacheStatusNames(String parameter) implements Check {}

    /** All of Cache-Status behind the node's name. */
    record CacheStatusIs(String text) implements Check {}

    /** A parameter that Cache-Status has not. */
    record CacheStatusLacks(String parameter) implements Check {}

    /** The method and the target of the last request to the origin. */
    record Upstream(String method, String target) implements Check {}

    /** The last request to the origin has this field. */
    record UpstreamHas(String name, String value) implements Check {}

    /** The last request to the origin has no such field. */
    record UpstreamLacks(String name) implements Check {}

    /** The parts of multipart/byteranges. */
    record Parts(String whole, List<String> ranges) implements Check {}

    /** The interim responses that the user got. */
    record Interims(List<Integer> statuses) implements Check {}

    /** @throws AssertionError if it does not hold */
    default void verify(Exchanged all) {
        Exchanged.Reply reply = all.reply();
        switch (this) {
            case Asked(int times) -> assertThat(all.seen()).hasSize(times);
            case Status(int status) -> assertThat(reply.status()).isEqualTo(status);
            case Has(String name, String value) ->
                assertThat(reply.fields().joined(name))
                        .as(name)
                        .isEqualTo(all.moments().fill(value));
            case Lacks(String name) ->
                assertThat(reply.fields().joined(name)).as(name).isNull();
            case Content(String content) -> assertThat(reply.content()).isEqualTo(content);
            case CacheStatus(List<String> parameters) ->
                assertThat(parameters(reply)).containsAll(parameters);
            case CacheStatusNames(String parameter) ->
                assertThat(parameters(reply)).anyMatch(one -> one.startsWith(parameter + "="));
            case CacheStatusIs(String text) -> assertThat(reply.cacheStatus()).isEqualTo(text);
            case CacheStatusLacks(String parameter) ->
                assertThat(parameters(reply)).doesNotContain(parameter);
            case Upstream(String method, String target) -> {
                assertThat(all.lastSeen().method()).isEqualTo(method);
                assertThat(all.lastSeen().target()).isEqualTo(all.moments().prefix() + target);
            }
            case UpstreamHas(String name, String value) ->
                assertThat(all.lastSeen().fields().joined(name))
                        .as("upstream " + name)
                        .isEqualTo(all.moments().fill(value));
            case UpstreamLacks(String name) ->
                assertThat(all.lastSeen().fields().joined(name))
                        .as("upstream " + name)
                        .isNull();
            case Parts(String whole, List<String> ranges) ->
                assertThat(Multipart.read(reply)).isEqualTo(Multipart.expected(whole, ranges));
            case Interims(List<Integer> statuses) ->
                assertThat(reply.interims()).isEqualTo(statuses);
        }
    }

    private static List<String> parameters(Exchanged.Reply reply) {
        return Arrays.asList(reply.cacheStatus().split("; "));
    }
}
