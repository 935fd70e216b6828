// What the page's parts build with. Text always becomes a text node, so nothing that comes from outside is ever markup.

const SVG = "http://www.w3.org/2000/svg";

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** An HTML element. */
export function html(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** Changes text only if it differs, so that selections and screen readers are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function setChip(element, kind, text) {
  const name = `chip ${kind}`;
  if (element.className !== name) {
    element.className = name;
  }
  setText(element, text);
}

/**
 * Makes the children of `parent` one per item, in order. An item's element is made once and kept under its key, so that
 * focus, open details and scrolling survive updates; `update` writes the item into it.
 */
export function keyed(parent, items, keyOf, create, update) {
  const kept = new Map([...parent.children].map(child => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = kept.get(key);
    kept.delete(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
    update(child, item);
  }
  for (const gone of kept.values()) {
    gone.remove();
  }
}

/** The parts of `element` by their `data-part`. */
export function parts(element) {
  return Object.fromEntries([...element.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part]));
}
