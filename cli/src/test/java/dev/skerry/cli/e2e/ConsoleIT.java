package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.testing.Chromium;
import dev.skerry.testing.NeedsBrowser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console of the running platform in a real browser, as an operator sees and uses it. */
@NeedsBrowser("to look at the console")
@ExtendWith(OnePlatform.class)
class ConsoleIT {
    private static final int PHONE = 400;
    private static final int MAX_TABS = 100;

    /** A list may have a link in each of its many lines; the last is enough of them. */
    private static final String LEAP_TO_THE_LAST_LINK_OF_A_LIST = """
            (e => {
              const links = e.matches('table a, table button')
                ? [...e.closest('table').querySelectorAll('a, button')] : [];
              if (links.length > 1 && e !== links.at(-1)) links.at(-1).focus();
              return true;
            })(document.activeElement)""";

    private final RunningPlatform platform;
    private ConsolePage page;

    @TempDir
    Path profile;

    ConsoleIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @BeforeEach
    void open() {
        page = ConsolePage.open(Chromium.find().orElseThrow(), platform.console(), profile);
    }

    @AfterEach
    void close() {
        page.close();
    }

    @Test
    void it_draws_the_three_pops_with_their_shield_and_says_the_same_to_screen_readers() {
        page.await("document.querySelectorAll('#picture svg .track').length === 3");

        assertThat(page.text("#picture svg")).contains("fra (shield) · ", "nyc · ", "sgp · ");
        assertThat(page.read("document.querySelector('#picture svg').getAttribute('aria-label')"))
                .asString()
                .contains("fra, a shield: Serving", "nyc: Serving", "sgp: Serving");
        page.await(
                "document.querySelectorAll('#services .good').length === document.querySelectorAll('#services li').length");
    }

    @Test
    void the_hit_ratio_moves_when_requests_are_made() throws Exception {
        String ratio = "document.querySelector('#totals [data-key=\"Hit ratio\"] [data-part=value]').textContent";
        page.await(ratio + " === '–'"); // ten seconds without requests, whatever ran before
        platform.put("demo", "console-ratio.txt", platform.token("content:write"));
        for (int i = 0; i < 30; i++) {
            platform.http().get(platform.pops().getLast(), "console-ratio.txt");
        }

        page.await("parseFloat(" + ratio + ") > 50");
        page.await("parseFloat(document.querySelector('#pops [data-key=sgp] [data-part=ratio]').textContent) > 90");
        page.await("document.querySelector('#rps svg') !== null");
    }

    @Test
    void a_purge_appears_among_the_last_ones_with_its_three_receipts() throws Exception {
        JsonNode purge = platform.skerry()
                .ok("purge", "demo", "--url", "/console-purge.html", "--wait", "--json")
                .json();
        String row = "#purges [title='Purge " + purge.get("id").asText() + "']";
        page.await("document.querySelector(arguments[0] + ' [data-part=state]')?.textContent === 'Complete'", row);

        assertThat(page.text(row + " [data-part=what]")).contains("/console-purge.html");
        assertThat(page.text(row + " [data-part=site]")).isEqualTo("demo");
        assertThat(page.text(row + " [data-part=applied]")).isEqualTo("3/3");
    }

    @Test
    void it_complains_of_nothing_and_asks_no_other_host() {
        page.await("document.querySelector('#pops .spark svg') !== null"); // events and history have come

        assertThat(page.complaints()).isEmpty();
        assertThat(page.asked()).hasSizeGreaterThan(8).containsOnly("127.0.0.1:" + platform.console());
    }

    @Test
    void the_tab_key_goes_from_top_to_bottom_and_shows_where_it_is() {
        page.await("document.querySelectorAll('#pops summary').length === 3");
        List<String> visited = new ArrayList<>();
        page.read("(window.seen = [], true)");
        do {
            page.press(Keys.TAB);
            visited.add(page.read("(e => e.className + '/' + e.tagName + '/' + e.getAttribute('aria-labelledby'))"
                            + "(document.activeElement)")
                    .toString());
            assertThat(page.read("getComputedStyle(document.activeElement).outlineStyle"))
                    .as(visited.getLast())
                    .isEqualTo("solid");
            page.read("window.seen.push(document.activeElement)");
            page.read(LEAP_TO_THE_LAST_LINK_OF_A_LIST);
        } while (!visited.getLast().endsWith("/h-sites") && visited.size() < MAX_TABS);

        assertThat(visited)
                .startsWith("skip/A/null")
                .containsSubsequence("/SUMMARY/null", "/SUMMARY/null", "/SUMMARY/null")
                .containsSubsequence("/SUMMARY/null", "scroll/DIV/h-purges", "scroll/DIV/h-sites");
        assertThat(page.read("window.seen.every((e, i, all) => i === 0"
                        + " || (all[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)"))
                .as("the order of %s is that of the page", visited)
                .isEqualTo(true);
    }

    @Test
    void the_first_tab_skips_to_the_fleet_and_a_card_opens_by_the_keyboard() {
        page.await("document.querySelectorAll('#pops summary').length === 3");
        page.press(Keys.TAB, Keys.ENTER);
        assertThat(page.read("document.activeElement.id")).isEqualTo("main");
        page.read("(document.querySelector('#pops [data-key=nyc] summary').focus(), true)");
        page.press(Keys.ENTER);

        page.await("document.querySelector('#pops [data-key=nyc] details').open");
        assertThat(page.text("#pops [data-key=nyc] details")).contains("nyc-1: Serving");
    }

    @Test
    void at_the_width_of_a_phone_all_of_it_can_be_read() {
        page.await("document.querySelectorAll('#picture svg .track').length === 3");
        page.resize(PHONE);
        page.await("innerWidth === arguments[0]", PHONE);

        assertThat(page.read("document.documentElement.scrollWidth"))
                .as("no sideways scrolling")
                .isEqualTo(page.read("document.documentElement.clientWidth"));
        assertThat((Long) page.read("[...document.querySelectorAll('main > section, header, #pops > article')]"
                        + ".filter(e => e.getBoundingClientRect().right > innerWidth).length"))
                .isZero();
        double smallest = ((Number) page.read("Math.min(...[...document.querySelectorAll('#picture text')].map("
                        + "e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a))"))
                .doubleValue();
        assertThat(smallest)
                .as("CSS pixels of the smallest text in the picture")
                .isGreaterThan(8.5);
    }
}
