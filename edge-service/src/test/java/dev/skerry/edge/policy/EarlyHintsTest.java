package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyHintsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            </a.css>; rel=preload; as=style                 | 1
            </a>; rel="preload"                             | 1
            </a>; rel="next preload"                        | 1
            </a>; REL=Preload                               | 1
            <https://x.test>;rel=preconnect                 | 1
            <https://x.test>;rel=dns-prefetch               | 1
            </m.js>; rel=modulepreload, </a>; rel=preload   | 2
            </a,b>; rel=preload; title="x, <y>", </c>; rel=next, </d>; rel=preload | 2
            </a>; title="\\", <b>"; rel=preload             | 1
            </a>; title="\\\\", </b>; rel=preload            | 1
            </a>; title="x;rel=next"; rel=preload           | 1
            </a>; title="; rel=preload; "; rel=next         | 0
            </a>rel=preload                                 | 0
            </a>b; rel=preload                              | 0
            </a>; rel=next                                  | 0
            </a>; rel=next; rel=preload                     | 0
            </a>                                            | 0
            /a; rel=preload                                 | 0
            </a; rel=preload                                | 0
            ,                                               | 0
            """)
    void rfc8288_3_links_that_are_hints_to_a_browser_are_taken(String link, int hints) {
        assertThat(EarlyHints.of(ok("Link: " + link)).size()).isEqualTo(hints);
    }

    @Test
    void at_most_16_links_are_sent_word_for_word_from_all_lines() {
        String link = "</a,b>; rel=preload; title=\"x, y\"";
        String line = "Link: " + link + ", " + link;
        Fields hints = EarlyHints.of(ok(String.join(" // ", java.util.Collections.nCopies(20, line))));

        assertThat(hints.all("link")).hasSize(16).containsOnly(link);
        assertThat(EarlyHints.of(ok(null))).isEqualTo(Fields.EMPTY);
    }
}
