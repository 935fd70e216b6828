package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a child PoP gets of its shield, which has to apply the purges first that the child has applied. */
class ChildTest {
    private final Bench bench = new Bench();

    @Test
    void rfc9110_9_3_1_a_get_whose_content_arrived_while_the_shield_caught_up_is_passed_on_with_it() {
        bench.get("/a");
        bench.open().answer(200, "stored", "cache-control", "max-age=60");
        Fields fields = Fields.of("content-length", "5", SkerryHeaders.PEER, "secret", SkerryHeaders.FENCE, "0:1");
        Body content = Body.passing();
        User child = bench.send(new RequestHead("GET", Bench.HOST, "/a", fields), content);
        content.append("query".getBytes(StandardCharsets.UTF_8));
        content.complete();
        bench.purge("url:http://demo.test/other");

        assertThat(child.waits()).isTrue();
        bench.open().answer(200, "for this content", "cache-control", "max-age=60");
        assertThat(child.text()).isEqualTo("for this content");
        assertThat(bench.get("/a").text()).isEqualTo("stored");
    }

    @Test
    void r3_a_child_keeps_the_smaller_of_its_own_fence_and_that_of_the_object() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        child.purge("key:other");
        child.softPurge("key:k");
        child.get("/a");
        child.open()
                .answer(
                        200,
                        "from before the purge",
                        "cache-control",
                        "max-age=60",
                        "surrogate-key",
                        "k",
                        SkerryHeaders.FENCE,
                        "0:1");
        User next = child.get("/a");

        assertThat(next.waits())
                .as("what the shield served stale is stale here, too")
                .isTrue();
        child.open()
                .answer(200, "new", "cache-control", "max-age=60", "surrogate-key", "k", SkerryHeaders.FENCE, "0:9");
        assertThat(next.text()).isEqualTo("new");
        assertThat(child.get("/a").text())
                .as("its fence is the one captured here")
                .isEqualTo("new");
        child.softPurge("key:k");
        assertThat(child.get("/a").waits()).isTrue();
    }
}
