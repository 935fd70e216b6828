// The fleet as a picture: users, PoPs, shields and the origin from left to right, as requests go. What the cache saves
// is seen at once: lines grow thinner from left to right, and rings fill.
import {svg} from "./dom.js";
import {rate, ratio, words} from "./format.js";

const WIDTH = 900;
const ROW = 118;
const RADIUS = 36;
const X = {users: 70, pops: 310, shields: 560, origin: 820};
const MAX_DRAWN = 24;

/** Draws the picture anew into `parent` if what it shows has changed. */
export function drawPicture(parent, pops) {
  const drawn = pops.slice(0, MAX_DRAWN);
  const seen = JSON.stringify(drawn.map(pop => [pop.pop, pop.condition, pop.shieldOf, pop.traffic]));
  if (parent.dataset.seen === seen) {
    return;
  }
  parent.dataset.seen = seen;
  const places = arrange(drawn);
  const height = Math.max(2, drawn.length) * ROW + 16;
  const middle = height / 2;
  const shields = places.filter(place => place.pop.shieldOf > 0 && place.pop.condition === "SERVING");
  const lines = [];
  for (const place of places) {
    const traffic = place.pop.traffic;
    lines.push(...line(X.users + 34, middle, place.x - RADIUS - 5, place.y, traffic.requestsPerSecond));
    const parents = place.x === X.pops && shields.length > 0 ? shields : [{x: X.origin - 8, y: middle}];
    for (const parent of parents) {
      lines.push(...line(place.x + RADIUS + 5, place.y, parent.x - RADIUS - 5, parent.y,
        traffic.upstreamPerSecond / parents.length));
    }
  }
  const total = drawn.reduce((sum, pop) => sum + pop.traffic.requestsPerSecond, 0);
  const asked = (shields.length > 0 ? shields.map(place => place.pop) : drawn)
    .reduce((sum, pop) => sum + pop.traffic.upstreamPerSecond, 0);
  parent.replaceChildren(svg("svg", {viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": describe(pops, total, asked)},
    ...lines, users(middle, total), ...places.map(node), origin(middle, asked)));
}

/** One row each; shields are one column further and take the middle rows, so that no line crosses a ring. */
function arrange(pops) {
  const shields = pops.filter(pop => pop.shieldOf > 0);
  const others = pops.filter(pop => pop.shieldOf === 0);
  const rows = [...others];
  rows.splice(Math.floor(others.length / 2), 0, ...shields);
  const top = (Math.max(2, pops.length) - pops.length) * ROW / 2;
  return rows.map((pop, row) => ({pop, x: pop.shieldOf > 0 ? X.shields : X.pops, y: top + ROW * row + ROW / 2 - 4}));
}

function line(x1, y1, x2, y2, perSecond) {
  const bend = (x2 - x1) / 2;
  const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  if (perSecond <= 0.05) {
    return [svg("path", {class: "link", d, "stroke-width": 2})];
  }
  const width = Math.min(14, 3 + 2.8 * Math.log10(1 + perSecond)).toFixed(1);
  return [svg("path", {class: "link busy", d, "stroke-width": width}), svg("path", {class: "flow", d})];
}

function text(x, y, className, content) {
  return svg("text", {x, y, class: className, "text-anchor": "middle"}, content);
}

function node({pop, x, y}) {
  const turn = 2 * Math.PI * RADIUS;
  const value = pop.traffic.hitRatio ?? 0;
  const state = pop.condition === "SERVING" ? "" : pop.condition === "SILENT" || pop.condition === "STOPPED" ? "down" : "unready";
  const below = state === "" ? rate(pop.traffic.requestsPerSecond) : words(pop.condition);
  return svg("g", {class: state},
    svg("circle", {class: "track", cx: x, cy: y, r: RADIUS}),
    svg("circle", {class: "ring", cx: x, cy: y, r: RADIUS, transform: `rotate(-90 ${x} ${y})`,
      "stroke-dasharray": `${(value * turn).toFixed(1)} ${turn.toFixed(1)}`}),
    text(x, y + 5, "strong", ratio(pop.traffic.hitRatio)),
    text(x, y + RADIUS + 21, "label", pop.shieldOf > 0 ? `${pop.pop} (shield) · ${below}` : `${pop.pop} · ${below}`));
}

function users(y, total) {
  return svg("g", {},
    svg("circle", {class: "box", cx: X.users, cy: y - 12, r: 10}),
    svg("path", {class: "box", d: `M${X.users - 20} ${y + 20}a20 18 0 0 1 40 0z`}),
    text(X.users, y + 42, "strong", "Users"),
    text(X.users, y + 60, "small", rate(total)));
}

function origin(y, asked) {
  const x = X.origin;
  const shelves = [0, 1, 2].map(row =>
    svg("rect", {class: "box", x: x - 32, y: y - 32 + row * 19, width: 64, height: 15, rx: 3}));
  return svg("g", {}, ...shelves, text(x, y + 46, "strong", "Origin"), text(x, y + 64, "small", rate(asked)));
}

function describe(pops, total, asked) {
  const each = pops.map(pop =>
    `${pop.pop}${pop.shieldOf > 0 ? ", a shield" : ""}: ${words(pop.condition)}, hit ratio ${ratio(pop.traffic.hitRatio)}`);
  return `Users send ${rate(total)}, the origin is asked ${rate(asked)}. ${each.join("; ")}.`;
}
