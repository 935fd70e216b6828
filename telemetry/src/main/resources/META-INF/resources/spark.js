// A sparkline: the shape of the last minutes, its numbers in words for those who cannot see it.
import {svg} from "./dom.js";

const WIDTH = 300;
const HEIGHT = 60;
const TOP = 4;

/**
 * @param values eldest first; null where there is nothing to measure, which leaves a gap
 * @param max value at the top
 * @param label what a screen reader says
 */
export function sparkline(values, max, label) {
  const x = index => (index * WIDTH) / Math.max(1, values.length - 1);
  const y = value => HEIGHT - 1 - ((HEIGHT - 1 - TOP) * Math.min(value, max)) / (max || 1);
  let curve = "";
  let area = "";
  let start = -1;
  values.forEach((value, index) => {
    if (value === null) {
      start = -1;
      return;
    }
    const point = `${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    if (start < 0) {
      start = index;
      curve += `M${point}`;
      area += `M${x(index).toFixed(1)} ${HEIGHT}`;
    } else {
      curve += `L${point}`;
    }
    area += `L${point}`;
    if (index === values.length - 1 || values[index + 1] === null) {
      area += `L${x(index).toFixed(1)} ${HEIGHT}Z`;
      if (start === index) {
        curve += "h2";
      }
    }
  });
  return svg("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label},
    svg("path", {class: "area", d: area || "M0 0"}),
    svg("line", {class: "base", x1: 0, x2: WIDTH, y1: HEIGHT - .5, y2: HEIGHT - .5}),
    svg("path", {class: "curve", d: curve || "M0 0"}));
}

/** Requests per second of each step of a series. */
export function rates(series, stepMs) {
  return series.requests.map(requests => (requests * 1000) / stepMs);
}

/** Hit ratio of each step of a series, null where there were no requests. */
export function ratios(series) {
  return series.requests.map((requests, index) => (requests > 0 ? Math.min(1, series.hits[index] / requests) : null));
}
