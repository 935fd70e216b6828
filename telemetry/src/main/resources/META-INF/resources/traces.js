// The list of traces, and the one that the address names: "#trace=" and its id.
import {byId, html, keyed, parts, setText} from "./dom.js";
import {age, count, micros} from "./format.js";
import {serviceKey} from "./services.js";
import {clearWaterfall, showWaterfall} from "./waterfall.js";

const REFRESH_MS = 2_000;
const LIMIT = 100;
const HASH = /^#trace=([0-9a-f]{32})$/;

let kind = "all";
let shown = null;
let asking = null;

/** The address of a trace on this page. */
export function traceAddress(id) {
  return `#trace=${id}`;
}

async function ask(path) {
  const response = await fetch(path, {signal: AbortSignal.timeout(5_000)});
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.detail);
  }
  return body;
}

function create(trace) {
  return html("tr", {},
    html("td", {}, html("a", {href: traceAddress(trace.id), "data-part": "name"})),
    html("td", {"data-part": "marks"}),
    html("td", {"data-part": "services"}),
    html("td", {"data-part": "spans", class: "num"}),
    html("td", {"data-part": "duration", class: "num"}),
    html("td", {"data-part": "age", class: "num"}));
}

function marks(trace) {
  return [
    ...(trace.error ? [html("span", {class: "chip bad"}, "Error")] : []),
    ...(trace.purges.length > 0 ? [html("span", {class: "tag"}, "purge")] : []),
    ...(trace.rooted ? [] : [html("span", {class: "tag off", title: "Its root has not come, or is of somebody else's"}, "part")]),
  ];
}

function show({now, traces}) {
  byId("no-traces").hidden = traces.length > 0;
  setText(byId("no-traces"), kind === "all" || kind === "slow"
    ? "No trace has come yet. Fetch a file, or purge something." : "There is none of this kind.");
  byId("trace-table").hidden = traces.length === 0;
  keyed(byId("traces"), traces, trace => trace.id, create, (row, trace) => {
    const part = parts(row);
    setText(part.name, trace.name || "(no name)");
    part.name.title = trace.name;
    row.classList.toggle("current", trace.id === shown);
    const state = JSON.stringify([trace.error, trace.purges, trace.rooted, trace.services]);
    if (row.dataset.state !== state) {
      row.dataset.state = state;
      part.marks.replaceChildren(...marks(trace));
      part.services.replaceChildren(...trace.services.map(serviceKey));
    }
    setText(part.spans, trace.droppedSpans > 0 ? `${count(trace.spans)} + ${count(trace.droppedSpans)} dropped` : count(trace.spans));
    setText(part.duration, micros(trace.durationUs));
    setText(part.age, age(Date.parse(now) - Date.parse(trace.receivedAt)));
  });
}

async function refresh() {
  const wanted = kind;
  if (asking === wanted || document.hidden) {
    return;
  }
  asking = wanted;
  try {
    const listing = await ask(`/api/traces?kind=${wanted}&limit=${LIMIT}`);
    if (wanted === kind) {
      show(listing);
    }
    if (shown !== null) {
      await look(shown);
    }
  } catch (error) {
    // The event stream tells whether telemetry answers; this only keeps the list it has.
    console.debug("no traces this time", error);
  } finally {
    asking = asking === wanted ? null : asking;
  }
}

async function look(id) {
  try {
    const waterfall = await ask(`/api/traces/${id}`);
    if (id === shown) {
      byId("trace-notice").hidden = true;
      showWaterfall(byId("trace"), waterfall);
    }
  } catch (error) {
    // What is drawn stays: a trace can be given up while it is read.
    if (id === shown && byId("trace").dataset.trace !== id) {
      setText(byId("trace-notice"), error.message);
      byId("trace-notice").hidden = false;
    }
  }
}

/** Follows the address; a trace that it names comes into view. */
async function follow() {
  const named = HASH.exec(location.hash);
  shown = named ? named[1] : null;
  byId("trace-notice").hidden = true;
  byId("trace-shown").hidden = shown === null;
  clearWaterfall(byId("trace"));
  for (const row of byId("traces").children) {
    row.classList.toggle("current", row.dataset.key === shown);
  }
  if (shown !== null) {
    await look(shown);
    byId("trace-shown").scrollIntoView({block: "nearest"});
    byId("trace-shown").focus({preventScroll: true});
  }
}

/** Shows the traces from now on. */
export function startTraces() {
  for (const choice of document.getElementsByName("kind")) {
    choice.addEventListener("change", () => {
      kind = choice.value;
      refresh();
    });
  }
  byId("trace-close").addEventListener("click", () => {
    const row = [...byId("traces").children].find(each => each.dataset.key === shown);
    history.pushState(null, "", location.pathname);
    follow();
    (row?.querySelector("a") ?? byId("h-traces")).focus();
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", follow);
  document.addEventListener("visibilitychange", refresh);
  setInterval(refresh, REFRESH_MS);
  refresh();
  follow();
}
