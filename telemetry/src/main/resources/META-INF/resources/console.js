// The page's heart: it listens to /api/events, shows what comes, and says so when nothing does.
import {byId, html, keyed, parts, setChip, setText} from "./dom.js";
import {age, count, rate, ratio} from "./format.js";
import {drawPicture} from "./picture.js";
import {rates, ratios, sparkline} from "./spark.js";
import {showPopHistory, showPops} from "./cards.js";
import {showPurges, showServices, showSites} from "./lists.js";
import {startTraces} from "./traces.js";
import {startWaterfall} from "./waterfall.js";

const HISTORY_MS = 5_000;
const SHOW_MS = 1_000;
/** Something comes every two seconds at least; three times that is no accident. */
const QUIET_MS = 6_000;
/** Telemetry hears of Kafka every second. */
const OLD_MS = 5_000;
const RECONNECT_MAX_MS = 10_000;

let overview = null;
let clock = null;
/** performance.now() of the last event: the user's wall clock plays no part. */
let heardAt = 0;
let events = null;
let retryMs = 1_000;

function listen() {
  events = new EventSource("/api/events");
  events.addEventListener("fleet", event => {
    overview = JSON.parse(event.data);
    heard(overview.clock);
    show();
  });
  events.addEventListener("alive", event => heard(JSON.parse(event.data)));
  events.onerror = () => {
    showStatus();
    // A browser gives up after an HTTP error such as 503; we do not.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, retryMs);
      retryMs = Math.min(2 * retryMs, RECONNECT_MAX_MS);
    }
  };
}

function heard(now) {
  clock = now;
  heardAt = performance.now();
  retryMs = 1_000;
  showStatus();
}

/** The server's time now, in milliseconds. */
function serverNow() {
  return Date.parse(clock.now) + performance.now() - heardAt;
}

function showStatus() {
  const chip = byId("status");
  if (!clock) {
    setChip(chip, "wait", events.readyState === EventSource.CLOSED ? "No answer from telemetry, trying again" : "Connecting");
    return;
  }
  const quiet = performance.now() - heardAt;
  const old = Date.parse(clock.now) - Date.parse(clock.contactAt);
  let notice = "";
  if (quiet > QUIET_MS || events.readyState === EventSource.CLOSED) {
    setChip(chip, "bad", "Reconnecting");
    notice = `Telemetry has been silent for ${age(quiet)}. What you see is from then.`;
  } else if (overview.source.phase !== "READY") {
    setChip(chip, "warn", "Not ready");
    notice = `Telemetry is not ready: ${overview.source.detail}`;
  } else if (old > OLD_MS) {
    setChip(chip, "bad", "Old data");
    notice = `Telemetry has had no contact with Kafka for ${age(old + quiet)}. What you see of the fleet is from then.`;
  } else {
    setChip(chip, "good", "Live");
  }
  document.body.classList.toggle("stale", notice !== "");
  byId("notice").hidden = notice === "";
  setText(byId("notice"), notice);
}

function showTotals(fleet) {
  const serving = fleet.nodes.SERVING ?? 0;
  const nodes = Object.values(fleet.nodes).reduce((sum, each) => sum + each, 0);
  const totals = [
    ["Requests", rate(fleet.traffic.requestsPerSecond)],
    ["Hit ratio", ratio(fleet.traffic.hitRatio)],
    ["Nodes serving", `${count(serving)} of ${count(nodes)}`],
    ["Open purges", count(fleet.purges.filter(purge => purge.state !== "COMPLETE").length)],
  ];
  const create = ([name]) => html("div", {}, html("dt", {}, name), html("dd", {"data-part": "value"}));
  keyed(byId("totals"), totals, ([name]) => name, create, (item, [, value]) => setText(parts(item).value, value));
}

function show() {
  if (!overview) {
    return;
  }
  const now = serverNow();
  showTotals(overview.fleet);
  drawPicture(byId("picture"), overview.fleet.pops);
  showPops(overview.fleet, now);
  showPurges(overview.fleet.purges, overview.purgeTraces, now);
  showSites(overview.fleet, now);
  showServices(overview.services, now);
}

async function showHistory() {
  try {
    const response = await fetch("/api/history", {signal: AbortSignal.timeout(HISTORY_MS)});
    if (!response.ok) {
      return;
    }
    const history = await response.json();
    const requests = rates(history.fleet, history.stepMs);
    const most = Math.max(...requests);
    byId("rps").replaceChildren(sparkline(requests, Math.max(most, 1), `At most ${rate(most)} in the last five minutes`));
    setText(byId("rps-now"), `${rate(requests.at(-1))}, most ${rate(most)}`);
    const shares = ratios(history.fleet);
    const known = shares.filter(share => share !== null);
    byId("ratio").replaceChildren(sparkline(shares, 1,
      known.length ? `Between ${ratio(Math.min(...known))} and ${ratio(Math.max(...known))}` : "No requests"));
    setText(byId("ratio-now"), ratio(shares.at(-1)));
    showPopHistory(history);
  } catch (error) {
    // The event stream tells whether telemetry answers; this only keeps the curves it has.
    console.debug("no history this time", error);
  }
}

listen();
showHistory();
startTraces();
startWaterfall();
setInterval(showHistory, HISTORY_MS);
setInterval(() => {
  showStatus();
  show();
}, SHOW_MS);
