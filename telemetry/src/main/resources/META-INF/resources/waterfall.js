// A trace as a waterfall: a row per span, indented below its parent, from the start of the earliest span on the left to
// the end of the last on the right. Rows are chosen by mouse or arrow keys, and tell all they know below the picture.
import {byId, html, setText, svg} from "./dom.js";
import {micros, words} from "./format.js";
import {serviceClass, serviceKey} from "./services.js";
import {showSpan} from "./span.js";

const ROW = 26;
/** On a narrow screen a span's name stands above its bar. */
const NARROW = 640;
const NARROW_ROW = 44;
const AXIS = 24;
const BAR = 12;
const INDENT = 12;
const MAX_INDENT = 10;
const RIGHT = 8;
const FONT = '13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

const pen = document.createElement("canvas").getContext("2d");

let drawn = null;
let chosen = null;

/** Shows a trace anew if it, or the room for it, has changed. */
export function showWaterfall(parent, waterfall) {
  const width = Math.max(280, Math.floor(byId("waterfall").clientWidth));
  const state = JSON.stringify([width, waterfall]);
  if (parent.dataset.state === state) {
    return;
  }
  if (parent.dataset.trace !== waterfall.trace.id) {
    chosen = null;
  }
  parent.dataset.trace = waterfall.trace.id;
  parent.dataset.state = state;
  drawn = waterfall;
  const {trace, spans} = waterfall;
  setText(byId("trace-name"), trace.name || "(no name)");
  byId("trace-facts").replaceChildren(
    html("span", {}, `${micros(trace.durationUs)}, ${spans.length} ${spans.length === 1 ? "span" : "spans"}`
      + `${trace.droppedSpans > 0 ? ` and ${trace.droppedSpans} dropped` : ""}, ${new Date(trace.startedAt).toLocaleString()}`),
    ...trace.services.map(serviceKey), html("code", {}, trace.id));
  setText(byId("trace-clocks"), spans.some(span => span.beforeParent)
    ? "◂ begins before its parent: the clocks of two machines differ, and each span stands where its own clock puts it." : "");
  const hadFocus = byId("waterfall").contains(document.activeElement);
  byId("waterfall").replaceChildren(...picture(waterfall, width));
  choose(spans.find(span => span.id === chosen) ?? spans[0], hadFocus);
}

/** Shows no trace. */
export function clearWaterfall(parent) {
  drawn = null;
  chosen = null;
  delete parent.dataset.trace;
  delete parent.dataset.state;
  setText(byId("trace-name"), "");
  for (const id of ["trace-facts", "waterfall", "span"]) {
    byId(id).replaceChildren();
  }
  setText(byId("trace-clocks"), "");
}

/** Room for more or less: draws again. */
export function startWaterfall() {
  new ResizeObserver(() => {
    if (drawn) {
      showWaterfall(byId("trace"), drawn);
    }
  }).observe(byId("waterfall"));
}

/** The axis, which stays in view, and the rows. */
function picture({trace, spans}, width) {
  const narrow = width < NARROW;
  const left = narrow ? RIGHT : Math.min(360, Math.floor(width * .34));
  const room = width - left - RIGHT;
  const row = narrow ? NARROW_ROW : ROW;
  const height = spans.length * row + 4;
  const x = us => left + (room * Math.max(0, Math.min(us, trace.durationUs))) / Math.max(1, trace.durationUs);
  const layout = {narrow, left, row, width, x};
  const rows = spans.map((span, index) => spanRow(span, index * row, layout));
  const list = svg("g", {role: "listbox", "aria-label": `Spans of ${trace.name}`}, ...rows);
  list.addEventListener("keydown", moved);
  const {ticks, lines} = axis(trace.durationUs, height, layout);
  return [
    svg("svg", {class: "axis", width, height: AXIS, "aria-hidden": "true"}, ...ticks),
    svg("svg", {width, height, role: "group", "aria-labelledby": "waterfall-title waterfall-desc"},
      svg("title", {id: "waterfall-title"}, `Waterfall of the trace ${trace.name}`),
      svg("desc", {id: "waterfall-desc"}, describe(trace, spans)), ...lines, list),
  ];
}

function describe(trace, spans) {
  const errors = spans.filter(span => span.error).length;
  return `${spans.length} spans of ${trace.services.join(", ")} in ${micros(trace.durationUs)}`
    + `${errors > 0 ? `, ${errors} with an error` : ""}. Arrow keys choose a span; what it says stands below.`;
}

/** Lines at round times, a few on a narrow screen. */
function axis(durationUs, height, {narrow, x}) {
  const steps = narrow ? 3 : 6;
  const rough = Math.max(1, durationUs / steps);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(times => times * power).find(each => each >= rough);
  const ticks = [];
  const lines = [];
  for (let at = 0; at <= durationUs; at += step) {
    const last = x(at) > x(durationUs) - 40;
    lines.push(svg("line", {class: "grid", x1: x(at), x2: x(at), y1: 0, y2: height}));
    ticks.push(svg("line", {class: "grid", x1: x(at), x2: x(at), y1: AXIS - 6, y2: AXIS}),
      svg("text", {class: "tick", x: last ? x(at) - 3 : x(at) + 3, y: 12, "text-anchor": last ? "end" : "start"}, micros(at)));
  }
  return {ticks, lines};
}

function spanRow(span, top, layout) {
  const {narrow, left, row, width, x} = layout;
  const indent = Math.min(span.depth, MAX_INDENT) * INDENT;
  const who = span.node ? `${span.service} ${span.node}` : span.service;
  const barTop = narrow ? top + 24 : top + (row - BAR) / 2;
  const start = x(span.startUs);
  const bar = Math.max(2, x(span.startUs + span.durationUs) - start);
  const labelRoom = (narrow ? width - RIGHT : left - 8) - 6 - indent - 14;
  const textTop = narrow ? top + 16 : top + row / 2 + 4.5;
  const name = fitted(span.error ? `✕ ${span.name}` : span.name, labelRoom, true);
  const beside = name.width + 8;
  return svg("g", {class: `span ${serviceClass(span.service)}${span.error ? " failed" : ""}`, role: "option", tabindex: -1,
    "data-span": span.id, "aria-selected": "false", "aria-label": spoken(span, who)},
  svg("title", {}, spoken(span, who)),
  svg("rect", {class: "hover", x: 0, y: top, width, height: row, rx: 4}),
  svg("circle", {class: "dot", cx: 9 + indent, cy: textTop - 4.5, r: 4}),
  svg("text", {class: "name", x: 18 + indent, y: textTop}, name.text),
  svg("text", {class: "who", x: 18 + indent + beside, y: textTop}, fitted(who, labelRoom - beside, false).text),
  svg("rect", {class: "bar", x: start, y: barTop, width: bar, height: BAR, rx: 2}),
  ...span.events.map(event => svg("path", {class: "event", d: `M${x(event.atUs)} ${barTop - 3}v${BAR + 6}`},
    svg("title", {}, `${event.name} at ${micros(event.atUs)}`))),
  ...(span.beforeParent ? [svg("text", {class: "early", x: Math.max(start - 3, 12), y: barTop + BAR - 1, "text-anchor": "end"}, "◂")] : []),
  duration(span, start, bar, barTop, layout));
}

/** Beside the bar where there is room: to its right, else to its left, else within. */
function duration(span, start, bar, barTop, {left, width}) {
  const text = micros(span.durationUs);
  const room = fitted(text, Infinity, false).width + 10;
  const y = barTop + BAR - 1.5;
  if (start + bar + room < width) {
    return svg("text", {class: "duration", x: start + bar + 5, y}, text);
  }
  if (start - room > left && !span.beforeParent) {
    return svg("text", {class: "duration", x: start - 5, y, "text-anchor": "end"}, text);
  }
  return svg("text", {class: "duration within", x: start + bar - 5, y, "text-anchor": "end"}, text);
}

/** As much of `text` as fits into `room` pixels, and how many it takes. */
function fitted(text, room, strong) {
  pen.font = strong ? `600 ${FONT}` : FONT;
  const whole = pen.measureText(text).width;
  if (whole <= room) {
    return {text, width: whole};
  }
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pen.measureText(`${characters.slice(0, middle).join("")}…`).width <= room) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const cut = low > 0 ? `${characters.slice(0, low).join("")}…` : "";
  return {text: cut, width: pen.measureText(cut).width};
}

function spoken(span, who) {
  return `${span.name}, ${who}, ${words(span.kind)}, ${micros(span.durationUs)} from ${micros(span.startUs)}`
    + `${span.error ? ", error" : ""}${span.beforeParent ? ", begins before its parent" : ""}`;
}

function rows() {
  return [...byId("waterfall").querySelectorAll("[data-span]")];
}

/** Exactly one row can be reached by Tab: the chosen one. */
function choose(span, focus) {
  chosen = span.id;
  for (const row of rows()) {
    const own = row.dataset.span === chosen;
    row.setAttribute("aria-selected", String(own));
    row.setAttribute("tabindex", own ? 0 : -1);
    if (own && focus) {
      row.focus({preventScroll: false});
    }
  }
  showSpan(byId("span"), span, drawn.trace);
}

function moved(event) {
  const at = drawn.spans.findIndex(span => span.id === chosen);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: drawn.spans.length - 1}[event.key];
  if (to !== undefined && drawn.spans[to]) {
    event.preventDefault();
    choose(drawn.spans[to], true);
  }
}

document.addEventListener("click", event => {
  const row = event.target.closest?.("#waterfall [data-span]");
  if (row && drawn) {
    choose(drawn.spans.find(span => span.id === row.dataset.span), true);
  }
});
