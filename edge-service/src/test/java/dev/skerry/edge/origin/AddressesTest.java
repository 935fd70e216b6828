package dev.skerry.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private long now;
    private Future<List<InetAddress>> known = addresses("10.0.0.1", "10.0.0.2");
    private final Addresses addresses = new Addresses(name -> known, () -> now);

    private static Future<List<InetAddress>> addresses(String... literals) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.ofLiteral(literal));
        }
        return Future.succeededFuture(addresses);
    }

    private List<String> fra() {
        return addresses.of("fra").result();
    }

    @Test
    void requests_begin_with_each_address_in_turn() {
        assertThat(fra()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(fra()).containsExactly("10.0.0.2", "10.0.0.1");
        assertThat(fra()).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void an_address_without_connection_comes_last_for_a_while() {
        addresses.doubt("10.0.0.1");
        assertThat(fra().getFirst()).isEqualTo("10.0.0.2");
        assertThat(fra().getFirst()).isEqualTo("10.0.0.2");
        now += Duration.ofSeconds(6).toNanos();
        assertThat(List.of(fra().getFirst(), fra().getFirst())).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
    }

    @Test
    void an_address_that_a_name_has_got_is_asked_at_once() {
        fra();
        known = addresses("10.0.0.3");
        assertThat(fra()).containsExactly("10.0.0.3");
    }

    @Test
    void a_name_that_can_not_be_looked_up_is_what_it_was() {
        fra();
        known = Future.failedFuture(new UnknownHostException("fra"));
        assertThat(fra()).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        assertThat(addresses.of("nyc").failed()).isTrue();
        assertThat(new Addresses(name -> known, () -> now).of("fra").failed()).isTrue();
    }

    @Test
    void only_the_preferred_family_is_asked_and_four_addresses_at_most() {
        known = addresses("10.0.0.1", "::1");
        assertThat(fra()).containsExactly("10.0.0.1");
        known = addresses("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5");
        assertThat(fra()).hasSize(4);
    }

    @Test
    void an_address_stands_for_itself() {
        assertThat(addresses.of("127.0.0.1").result()).containsExactly("127.0.0.1");
        assertThat(addresses.of("::1").result()).containsExactly("::1");
    }
}
