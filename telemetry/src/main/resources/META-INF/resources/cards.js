// A card per PoP.
import {byId, html, keyed, parts, setChip, setText} from "./dom.js";
import {age, bytes, count, rate, ratio, words} from "./format.js";
import {rates, sparkline} from "./spark.js";

const ROWS = [
  ["lease", "Lease"], ["ratio", "Hit ratio"], ["rate", "Requests"], ["errors", "Errors"], ["objects", "Objects"],
  ["memory", "Memory"], ["lag", "Purge log"], ["applied", "Last applied"],
];

const KINDS = {SERVING: "good", CATCHING_UP: "warn", DRAINING: "warn", SILENT: "bad", STOPPED: "wait"};

function create(pop) {
  const rows = ROWS.flatMap(([part, name]) => [html("dt", {}, name), html("dd", {"data-part": part})]);
  return html("article", {class: "card", "aria-label": `PoP ${pop.pop}`},
    html("header", {}, html("h3", {}, pop.pop), html("span", {class: "tag", "data-part": "shield"}, "shield"),
      html("span", {class: "chip", "data-part": "state"})),
    html("div", {class: "spark", "data-part": "spark"}),
    html("dl", {}, ...rows),
    html("details", {}, html("summary", {"data-part": "count"}), html("ul", {"data-part": "nodes"})));
}

function update(card, pop, purges, now) {
  const part = parts(card);
  part.shield.hidden = pop.shieldOf === 0;
  setChip(part.state, KINDS[pop.condition], words(pop.condition));
  setText(part.lease, pop.leaseHeld ? "held" : "lost");
  setText(part.ratio, ratio(pop.traffic.hitRatio));
  setText(part.rate, rate(pop.traffic.requestsPerSecond));
  setText(part.errors, rate(pop.traffic.errorsPerSecond));
  setText(part.objects, count(pop.objects));
  setText(part.memory, bytes(pop.memoryBytes));
  setText(part.lag, pop.purgeLag === 0 ? "up to date" : `${count(pop.purgeLag)} behind`);
  const last = purges.find(purge => purge.id === pop.lastApplied);
  setText(part.applied, last ? `${last.selector}, ${age(now - Date.parse(last.requestedAt))} ago` : "–");
  setText(part.count, pop.nodes.length === 1 ? "1 node" : `${count(pop.nodes.length)} nodes`);
  keyed(part.nodes, pop.nodes, node => node.node, () => html("li"), (item, node) => setText(item,
    `${node.node}: ${words(node.condition)}, lease ${node.leaseHeld ? "held" : "lost"}, `
    + `${rate(node.traffic.requestsPerSecond)}, heard of ${age(now - Date.parse(node.reportedAt))} ago`));
}

/** Shows the PoPs; `now` is the server's time in milliseconds. */
export function showPops(fleet, now) {
  byId("no-pops").hidden = fleet.pops.length > 0;
  keyed(byId("pops"), fleet.pops, pop => pop.pop, create, (card, pop) => update(card, pop, fleet.purges, now));
}

/** Draws each card's requests of the last minutes. */
export function showPopHistory(history) {
  for (const card of byId("pops").children) {
    const series = history.pops[card.dataset.key];
    if (series) {
      const values = rates(series, history.stepMs);
      parts(card).spark.replaceChildren(sparkline(values, Math.max(...values, 1),
        `Requests per second of the last five minutes, at most ${rate(Math.max(...values))}`));
    }
  }
}
