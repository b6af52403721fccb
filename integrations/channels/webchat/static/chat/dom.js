// @ts-check
// Building elements, and their styles. Text always becomes a text node: nothing here reads markup.

/** @typedef {Node | string | false | null | undefined} Child */

const SVG = "http://www.w3.org/2000/svg";

// Paths of 24 x 24 icons, drawn as lines.
const ICONS = {
  chat: "M20 11.5a7.5 7.5 0 0 1-7.5 7.5H5l1.4-2.8A7.5 7.5 0 1 1 20 11.5ZM9 10h7M9 13.5h4.5",
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  restart: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  clip: "m20 11.5-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7",
  person: "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
};

/**
 * An element. `on…` adds a listener, `label` names what has only an icon, true is an empty
 * attribute, false and null are none. A button submits nothing unless it says so.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.setAttribute("type", "button");
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (name === "label") {
      element.title = element.ariaLabel = String(value);
    } else if (value !== false && value != null) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child || child === "")));
  return element;
}

/** @param {keyof typeof ICONS | (string & {})} name one of ours, or a path of its own */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[/** @type {keyof typeof ICONS} */ (name)] ?? name);
  svg.append(path);
  return svg;
}

/**
 * A web address that may be followed: http(s), absolute or of this site; else "".
 * @param {string} url
 */
export function safeUrl(url) {
  if (!/^(https?:\/\/|\/(?!\/))/i.test(url)) return "";
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return "";
  }
}

/**
 * A link that opens beside the shop and tells it nothing; plain text if it may not be followed.
 * @param {string} url
 * @param {Record<string, unknown>} attributes
 * @param {...Child} children
 */
export function link(url, attributes, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", attributes, ...children);
  return h("a", { ...attributes, href, target: "_blank", rel: "noopener" }, ...children);
}

/** An id that no other message has, on any page; randomUUID would need https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} name of a file beside this one */
export async function styles(name) {
  const sheet = new CSSStyleSheet(); // a strict CSP allows it, unlike a style element
  return sheet.replace(await (await fetch(new URL(name, import.meta.url))).text());
}
