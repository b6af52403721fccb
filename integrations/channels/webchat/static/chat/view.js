// @ts-check
// What the customer sees: the launcher and the panel, which stay, and the messages, which come.

import { blocks, h, icon, link, safeUrl } from "./dom.js";

/** @typedef {import("./connection.js").ChatEvent} ChatEvent */
/** @typedef {import("./connection.js").Card} Card */
/** @typedef {import("./connection.js").Source} Source */
/** @typedef {import("./words.en.js").Words} Words */
/** @typedef {{ shop: string, privacy: string, maxChars: number }} Look */
/**
 * @typedef {{ toggle: () => void, close: () => void, send: (text: string) => void,
 *   draft: (text: string) => void, typed: () => void, person: () => void, restart: () => void }} Controls
 */

export class Panel {
  #words;
  #look;
  #controls;

  /**
   * @param {Words} words
   * @param {Look} look
   * @param {HTMLElement} log
   * @param {Controls} controls
   */
  constructor(words, look, log, controls) {
    this.#words = words;
    this.#look = look;
    this.#controls = controls;
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher = h(
      "button",
      { class: "launcher", lang: words.language, "aria-expanded": "false", "aria-controls": "panel", onclick: controls.toggle },
      icon("chat"),
      icon("close"),
      this.badge,
    );
    this.input = h("textarea", {
      id: "input",
      rows: "1",
      placeholder: words.placeholder,
      enterkeyhint: "send",
      "aria-describedby": "left",
      oninput: () => {
        this.#edited();
        if (this.input.value.trim()) controls.typed();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#typed(event),
    });
    this.left = h("p", { class: "left", id: "left" });
    this.submit = h("button", { type: "submit", class: "send", label: words.send }, icon("send"));
    this.notice = h("p", { class: "notice", role: "status" });
    this.restart = h(
      "button",
      { class: "round", label: words.restart, hidden: true, onclick: () => this.#confirm(true) },
      icon("restart"),
    );
    this.confirm = this.#confirmation();
    this.element = h(
      "section",
      { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", lang: words.language, hidden: true },
      this.#header(),
      this.confirm,
      log,
      this.#composer(),
    );
    this.unread = 0;
  }

  /** @param {number} count */
  set unread(count) {
    const { open, unread } = this.#words;
    this.badge.hidden = !count;
    this.badge.textContent = count > 9 ? "9+" : String(count);
    this.launcher.setAttribute("aria-label", count ? `${open}, ${unread(count)}` : open);
  }

  /** @param {boolean} open */
  show(open) {
    this.element.hidden = !open;
    this.launcher.setAttribute("aria-expanded", String(open));
    if (open) this.launcher.setAttribute("aria-label", this.#words.close);
    else this.unread = 0;
  }

  /** @param {string} text */
  write(text) {
    this.input.value = text;
    this.#edited();
  }

  #header() {
    const { shop } = this.#look;
    const { role, title, close } = this.#words;
    return h(
      "div", // a header would be the page's second banner
      { class: "head" },
      h("span", { class: "mark", "aria-hidden": "true" }, shop ? shop[0].toUpperCase() : icon("chat")),
      h("div", { class: "name" }, h("h2", { id: "title" }, shop || title), h("p", {}, role)),
      this.restart,
      h("button", { class: "round", label: close, onclick: this.#controls.close }, icon("close")),
      this.notice, // hangs over the transcript, which stays where it is
    );
  }

  #composer() {
    const { message, person, privacy } = this.#words;
    return h(
      "form",
      {
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      h("div", { class: "field" }, h("label", { for: "input", class: "hidden" }, message), this.input, this.submit),
      this.left,
      h(
        "div",
        { class: "below" },
        h("button", { class: "text person", onclick: this.#controls.person }, icon("person"), person),
        this.#look.privacy && link(this.#look.privacy, { class: "text" }, privacy),
      ),
    );
  }

  #confirmation() {
    const { restartQuestion, restartYes, restartNo } = this.#words;
    const answer = (/** @type {boolean} */ yes) => () => {
      this.#confirm(false);
      if (yes) this.#controls.restart();
      this.input.focus();
    };
    return h(
      "div",
      { class: "confirm", role: "group", "aria-labelledby": "restart-question", hidden: true },
      h("p", { id: "restart-question" }, restartQuestion),
      h("button", { class: "choice", onclick: answer(true) }, restartYes),
      h("button", { class: "choice", onclick: answer(false) }, restartNo),
    );
  }

  /** @param {boolean} shown */
  #confirm(shown) {
    this.confirm.hidden = !shown;
    if (shown) this.confirm.querySelector("button")?.focus();
  }

  #edited() {
    const { value, style } = this.input;
    style.height = "auto"; // its own height again, before it is measured
    style.height = `${this.input.scrollHeight}px`;
    const left = this.#look.maxChars - [...value].length;
    this.left.textContent = left < this.#look.maxChars / 5 ? this.#words.left(left) : "";
    this.left.classList.toggle("over", left < 0);
    this.submit.setAttribute("aria-disabled", String(!value.trim() || left < 0));
    this.#controls.draft(value);
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    // While an input method composes a word, Enter chooses it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.input.value.trim();
    if (this.submit.getAttribute("aria-disabled") === "true") return;
    this.write("");
    this.#controls.send(text);
    this.input.focus();
  }
}

/**
 * @param {Words} words
 * @param {string} text
 */
export function customerMessage(words, text) {
  return h(
    "article",
    { class: "message customer" },
    h("p", { class: "hidden" }, words.you),
    h("div", { class: "bubble", dir: "auto" }, text),
  );
}

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
    product.product_id && // else it is the basket
      h(
        "span",
        { class: "picture" },
        image &&
          h("img", { src: image, alt: "", loading: "lazy", onerror: (/** @type {Event} */ e) => /** @type {Element} */ (e.target).remove() }),
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
      icon("thumb"),
    );
  return h("div", { class: "thumbs" }, thumb(true), thumb(false));
}
