// A colour for each service. Services of the platform have theirs; others share what is left. A service is always named
// as well, so its colour only helps the eye.
import {html} from "./dom.js";

const KNOWN = ["edge", "purge-service", "origin-service", "telemetry"];
const OTHERS = 4;

/** The class of a service's colour. The service's name never becomes part of it: it comes from outside. */
export function serviceClass(service) {
  const known = KNOWN.indexOf(service);
  if (known >= 0) {
    return `service-${known}`;
  }
  let hash = 0;
  for (const character of service) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  return `service-${KNOWN.length + hash % OTHERS}`;
}

/** A service's name beside its colour. */
export function serviceKey(service) {
  return html("span", {class: `service ${serviceClass(service)}`}, service);
}
