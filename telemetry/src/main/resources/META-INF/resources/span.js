// All that a span says.
import {html} from "./dom.js";
import {micros, words} from "./format.js";
import {serviceKey} from "./services.js";

function pairs(entries) {
  return html("dl", {class: "attributes"}, ...entries.flatMap(([key, value]) => [html("dt", {}, key), html("dd", {}, value)]));
}

/** Writes what `span` of `trace` says into `parent`. */
export function showSpan(parent, span, trace) {
  const facts = [
    ["Kind", words(span.kind)],
    ["Starts", `${micros(span.startUs)} after the trace's start${span.beforeParent ? ", before its parent: two clocks differ" : ""}`],
    ["Takes", micros(span.durationUs)],
    ["Status", span.error ? `Error${span.message ? `: ${span.message}` : ""}` : "No error"],
    ["Span", span.id],
    ...(span.parent ? [["Parent", span.parent]] : []),
  ];
  parent.replaceChildren(
    html("h4", {}, span.name || "(no name)", " ", serviceKey(span.service),
      ...(span.node ? [html("span", {class: "quiet"}, ` ${span.node}`)] : [])),
    html("div", {class: "columns"},
      html("div", {}, pairs(facts)),
      html("div", {}, pairs(Object.entries(span.attributes)),
        ...(span.cut > 0 ? [html("p", {class: "legend"}, `${span.cut} attributes, events or links were left out.`)] : []))),
    ...(span.events.length > 0 ? [html("h5", {}, "Events"), html("ol", {class: "events"}, ...span.events.map(eventItem))] : []),
    ...(span.links.length > 0 ? [html("h5", {}, "Links"), html("ul", {class: "events"}, ...span.links.map(link => linkItem(link, trace)))] : []));
}

function eventItem(event) {
  const attributes = Object.entries(event.attributes).map(([key, value]) => `${key}=${value}`).join(", ");
  return html("li", {}, html("span", {class: "num"}, micros(event.atUs)), " ", html("b", {}, event.name),
    ...(attributes ? [html("span", {class: "quiet"}, ` ${attributes}`)] : []));
}

function linkItem(link, trace) {
  return html("li", {}, link.traceId === trace.id
    ? `Span ${link.spanId} of this trace`
    : html("a", {href: `#trace=${link.traceId}`}, `Trace ${link.traceId}`));
}
