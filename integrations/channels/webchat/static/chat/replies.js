// @ts-check
// What the shop's side says: its words, sources and products, and the thumbs of who reads them.
// Loaded when the chat is opened or goes on: a page that nobody writes on needs none of it.

import { h, icon, link, safeUrl } from "./dom.js";

/** @typedef {import("./connection.js").ChatEvent} ChatEvent */
/** @typedef {import("./connection.js").Card} Card */
/** @typedef {import("./connection.js").Source} Source */
/** @typedef {import("./words.en.js").Words} Words */

const THUMB = "M7 10.5v9H4v-9h3Zm0 0 4-7a2.3 2.3 0 0 1 2.3 2.6L12.8 9h5a2 2 0 0 1 2 2.4l-1.3 6.6a2 2 0 0 1-2 1.5H7";
const ITEM = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(.*)$/;
const INLINE = /\*\*(\S(?:.*?\S)?)\*\*|(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/g;

/**
 * @param {Words} words
 * @param {ChatEvent} event
 * @param {boolean} isFirst the greeting above it says already that a machine writes
 * @param {(helpful: boolean) => void} rate
 * @param {(text: string) => void} ask
 */
export function replyMessage(words, event, isFirst, rate, ask) {
  const byPerson = event.author === "agent";
  const isAssistant = event.author === "assistant";
  const disclosure = !isFirst && event.disclosure;
  const isRateable = isAssistant && event.message_id && (event.kind === "answered" || event.kind === "did");
  return h(
    "article",
    { class: `message ${event.author}` },
    h(
      "p",
      { class: "by" },
      event.author !== "system" && h("span", {}, byPerson ? event.name || words.agent : words.assistant),
      event.at && h("time", { datetime: event.at }, clock(words, event.at)),
    ),
    disclosure && h("p", { class: "disclosure" }, disclosure),
    h("div", { class: "bubble", dir: "auto", lang: event.language }, ...blocks(event.text)),
    Boolean(event.cards?.length) && cards(words, event.cards ?? [], ask),
    h(
      "div",
      { class: "foot" },
      event.sources.length > 0 && sources(words, event.sources, event.language),
      isRateable && thumbs(words, rate),
    ),
  );
}

/**
 * Show which thumb stands, and that it arrived.
 * @param {Words} words
 * @param {Element} message
 * @param {boolean} helpful
 */
export function showRating(words, message, helpful) {
  for (const thumb of message.querySelectorAll(".thumb")) {
    thumb.setAttribute("aria-pressed", String(thumb.matches(".up") === helpful));
  }
  const thumbs = message.querySelector(".thumbs");
  if (!thumbs?.querySelector("span")) thumbs?.prepend(h("span", {}, words.thanks));
}

/**
 * The time as the customer's own country writes the language: 21:00 in the UK, 9:00 PM in the US.
 * @param {Words} words
 * @param {string} at
 */
function clock(words, at) {
  const own = navigator.languages.find((one) => one.split("-")[0] === words.language);
  return new Date(at).toLocaleTimeString(own ?? words.language, { hour: "numeric", minute: "2-digit" });
}

/**
 * @param {Words} words
 * @param {Card[]} products
 * @param {(text: string) => void} ask
 */
function cards(words, products, ask) {
  const shown = (/** @type {Card} */ one) => {
    const { add } = one;
    return h("li", {}, card(words, one), add && h("button", { class: "choice", label: add, onclick: () => ask(add) }, words.add));
  };
  return h("ul", { class: "cards", "aria-label": words.products }, ...products.map(shown));
}

/**
 * @param {Words} words
 * @param {Card} product
 */
function card(words, product) {
  const image = safeUrl(product.image_url ?? "");
  return link(
    product.url,
    { class: "card" },
    image && // a picture that does not come leaves no empty box
      h(
        "span",
        { class: "picture" },
        h("img", { src: image, alt: "", loading: "lazy", onerror: (/** @type {Event} */ e) => /** @type {Element} */ (e.target).parentElement?.remove() }),
      ),
    h("strong", {}, product.title),
    product.subtitle && h("span", { class: "options" }, product.subtitle),
    h("span", { class: "price" }, product.price),
    product.availability && h("span", { class: "stock" }, product.availability),
    h("span", { class: "hidden" }, `(${words.newTab})`),
  );
}

/**
 * @param {Words} words
 * @param {Source[]} found
 * @param {string | undefined} language of the reply
 */
function sources(words, found, language) {
  const name = found.length === 1 ? words.source(found[0].title) : words.sources(found.length);
  return h(
    "details",
    {
      class: "sources",
      ontoggle: (/** @type {Event} */ e) => /** @type {Element} */ (e.target).scrollIntoView({ block: "nearest" }),
    },
    h("summary", {}, h("span", {}, name)),
    ...found.map((source) => {
      const foreign =
        source.language &&
        source.language !== language &&
        new Intl.DisplayNames(words.language, { type: "language" }).of(source.language);
      return h(
        "figure",
        {},
        h("blockquote", { lang: source.language, dir: "auto" }, source.quote),
        h(
          "figcaption",
          {},
          link(source.url, {}, source.title, safeUrl(source.url) && h("span", { "aria-hidden": "true" }, "↗"), h("span", { class: "hidden" }, `(${words.newTab})`)),
          foreign && h("span", {}, foreign),
        ),
      );
    }),
  );
}

/**
 * @param {Words} words
 * @param {(helpful: boolean) => void} rate
 */
function thumbs(words, rate) {
  /** @param {boolean} helpful */
  const thumb = (helpful) =>
    h(
      "button",
      {
        class: helpful ? "thumb up" : "thumb down",
        label: helpful ? words.helpful : words.unhelpful,
        "aria-pressed": "false",
        onclick: () => rate(helpful),
      },
      icon(THUMB),
    );
  return h("div", { class: "thumbs" }, thumb(true), thumb(false));
}

/**
 * A text as elements: paragraphs, lists, bold words and links of plain text are recognised.
 * @param {string} text
 * @returns {HTMLElement[]} paragraphs and lists
 */
function blocks(text) {
  /** @type {HTMLElement[]} */
  const made = [];
  let open = /** @type {HTMLElement | null} */ (null); // what the next line may continue
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    if (!line.trim()) {
      open = null;
    } else if (item) {
      const tag = item[1] ? "ol" : "ul";
      if (open?.localName !== tag) made.push((open = h(tag, item[1] ? { start: item[1] } : {})));
      open.append(h("li", {}, ...inline(item[2])));
    } else if (open?.localName === "p") {
      open.append(h("br"), ...inline(line));
    } else {
      made.push((open = h("p", {}, ...inline(line))));
    }
  }
  return made;
}

/** @param {string} line */
function inline(line) {
  /** @type {(Node | string)[]} */
  const parts = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    parts.push(line.slice(from, match.index));
    parts.push(match[1] ? h("strong", {}, match[1]) : link(match[2], {}, match[2]));
    from = match.index + match[0].length;
  }
  parts.push(line.slice(from));
  return parts;
}
