package dev.skerry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.Layout;
import dev.skerry.cli.platform.PopPorts;
import dev.skerry.contract.PopId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LayoutOptionsTest {
    private static LayoutOptions parse(String... args) {
        LayoutOptions options = new LayoutOptions();
        CommandLine line = new CommandLine(new Holder(options));
        line.registerConverter(PopId.class, PopId::new);
        line.parseArgs(args);
        return options;
    }

    @CommandLine.Command
    private record Holder(@CommandLine.Mixin LayoutOptions options) {}

    @Test
    void the_defaults_are_three_pops_on_the_documented_ports() {
        Layout layout = parse().layout(Optional.empty());

        assertThat(layout.console()).isEqualTo(8080);
        assertThat(layout.origin()).isEqualTo(8081);
        assertThat(layout.purge()).isEqualTo(8082);
        assertThat(layout.pops()).extracting(pop -> pop.pop().value()).containsExactly("fra", "nyc", "sgp");
        assertThat(layout.pops()).extracting(PopPorts::http).containsExactly(9001, 9002, 9003);
        assertThat(layout.pops()).extracting(PopPorts::https).containsExactly(9441, 9442, 9443);
        assertThat(layout.pops()).extracting(PopPorts::admin).containsExactly(9901, 9902, 9903);
    }

    @Test
    void every_port_can_be_moved() {
        Layout layout = parse(
                        "--pops=a,b",
                        "--console-port=1",
                        "--origin-port=2",
                        "--purge-port=3",
                        "--kafka-port=4",
                        "--http-base=10",
                        "--https-base=20",
                        "--admin-base=30",
                        "--redis-base=40")
                .layout(Optional.empty());

        assertThat(layout.uses())
                .extracting(Layout.Use::port)
                .containsExactly(4, 2, 3, 1, 40, 10, 20, 30, 41, 11, 21, 31);
    }

    @Test
    void a_port_given_twice_and_one_out_of_range_name_their_options() {
        assertThatThrownBy(() -> parse("--origin-port=9002").layout(Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("9002", "origin-service", "HTTP of nyc", "--origin-port", "--http-base");
        assertThatThrownBy(() -> parse("--purge-port=0").layout(Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1 to 65535", "--purge-port");
    }

    @Test
    void what_runs_already_is_kept_and_a_contradiction_is_refused() {
        Layout running = parse("--console-port=18080", "--pops=fra").layout(Optional.empty());

        assertThat(parse().layout(Optional.of(running))).isEqualTo(running);
        assertThat(parse("--console-port=18080").layout(Optional.of(running))).isEqualTo(running);
        assertThatThrownBy(() -> parse("--console-port=8080").layout(Optional.of(running)))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("runs already");
        assertThatThrownBy(() -> parse("--pops=fra,nyc").layout(Optional.of(running)))
                .isInstanceOf(CommandFailed.class);
    }
}
