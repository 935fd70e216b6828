// Purges, sites and services.
import {byId, html, keyed, parts, setChip, setText} from "./dom.js";
import {age, count, words} from "./format.js";
import {traceAddress} from "./traces.js";

const PURGE_KINDS = {COMMITTED: "wait", APPLIED: "warn", COMPLETE: "good"};
const SERVICE_KINDS = {READY: "good", NOT_READY: "warn", UNREACHABLE: "bad", UNKNOWN: "wait"};

function cell(part, attributes = {}, ...children) {
  return html("td", {"data-part": part, ...attributes}, ...children);
}

function createPurge(purge) {
  return html("tr", {title: `Purge ${purge.id}`},
    html("td", {}, html("a", {"data-part": "what"})), cell("site"), cell("mode"), cell("position"),
    html("td", {}, html("progress", {"data-part": "bar", "aria-label": "Nodes that have applied it"}), html("span", {"data-part": "applied"})),
    html("td", {}, html("span", {"data-part": "state"})),
    cell("age", {class: "num"}));
}

/** `traces` names the trace of a purge by the purge's id, if it is kept. */
export function showPurges(purges, traces, now) {
  byId("no-purges").hidden = purges.length > 0;
  byId("purge-table").hidden = purges.length === 0;
  keyed(byId("purges"), purges, purge => purge.id, createPurge, (row, purge) => {
    const part = parts(row);
    setText(part.what, purge.selectors > 1 ? `${purge.selector} and ${purge.selectors - 1} more` : purge.selector);
    setLink(part.what, traces[purge.id]);
    setText(part.site, purge.site);
    setText(part.mode, purge.mode);
    setText(part.position, `${purge.position.partition}:${purge.position.offset}`);
    part.bar.max = Math.max(1, purge.nodes);
    part.bar.value = purge.applied;
    setText(part.applied, `${purge.applied}/${purge.nodes}`);
    setChip(part.state, PURGE_KINDS[purge.state], words(purge.state));
    setText(part.age, age(now - Date.parse(purge.requestedAt)));
  });
}

function setLink(anchor, trace) {
  if (trace) {
    anchor.setAttribute("href", traceAddress(trace));
    anchor.title = "Its trace";
  } else {
    anchor.removeAttribute("href");
    anchor.removeAttribute("title");
  }
}

export function showSites(fleet, now) {
  byId("no-sites").hidden = fleet.siteCount > 0;
  byId("site-table").hidden = fleet.siteCount === 0;
  setText(byId("site-count"), fleet.siteCount > fleet.sites.length
    ? `(${count(fleet.siteCount)}, the last ${fleet.sites.length} changed)` : "");
  const create = () => html("tr", {}, cell("site"), cell("version", {class: "num"}), cell("shield"), cell("age", {class: "num"}));
  keyed(byId("sites"), fleet.sites, site => site.site, create, (row, site) => {
    const part = parts(row);
    row.title = site.hosts.join(", ");
    setText(part.site, site.site);
    setText(part.version, String(site.version));
    setText(part.shield, site.shield ?? "none");
    setText(part.age, age(now - Date.parse(site.createdAt)));
  });
}

export function showServices(services, now) {
  const create = () => html("li", {}, html("span", {"data-part": "name"}), html("span", {"data-part": "status"}), html("small", {"data-part": "detail"}));
  keyed(byId("services"), services, service => `${service.kind} ${service.name}`, create, (item, service) => {
    const part = parts(item);
    setText(part.name, service.kind === "EDGE" ? `edge ${service.name}` : service.name);
    setChip(part.status, SERVICE_KINDS[service.status], words(service.status));
    setText(part.detail, service.detail ? `${service.detail}, for ${age(now - Date.parse(service.since))}` : "");
  });
}
