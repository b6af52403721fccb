// @ts-check
// What the customer sees and writes: the launcher and the panel, which stay, and their messages.

import { h, icon, link } from "./dom.js";

/** @typedef {import("./words.en.js").Words} Words */
/** @typedef {{ shop: string, privacy: string, maxChars: number, files: boolean }} Look */
/**
 * @typedef {{ toggle: () => void, close: () => void, send: (text: string) => void,
 *   draft: (text: string) => void, typed: () => void, person: () => void, restart: () => void,
 *   files: (given?: File[]) => void }} Controls
 */

export class Panel {
  #words;
  #look;
  #controls;
  #attached = 0;
  #isBusy = false;

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
      onpaste: (/** @type {ClipboardEvent} */ event) => this.#given(event, event.clipboardData),
    });
    this.left = h("p", { class: "left", id: "left" });
    this.submit = h("button", { type: "submit", class: "send", label: words.send }, icon("send"));
    this.attach = h("button", { class: "round", label: words.attach, "aria-expanded": "false", onclick: () => controls.files() }, icon("clip"));
    this.notice = h("p", { class: "notice", role: "status" });
    this.restart = h(
      "button",
      { class: "round", label: words.restart, hidden: true, onclick: () => this.#confirm(true) },
      icon("restart"),
    );
    this.confirm = this.#confirmation();
    this.element = h(
      "section",
      { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", lang: words.language, hidden: true,
        ondragover: (/** @type {DragEvent} */ event) => this.#given(event, event.dataTransfer),
        ondrop: (/** @type {DragEvent} */ event) => this.#given(event, event.dataTransfer),
      },
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
      h("div", { class: "field" }, h("label", { for: "input", class: "hidden" }, message), this.#look.files && this.attach, this.input, this.submit),
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

  /**
   * Take files that are dropped or pasted; text is the browser's own.
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  #given(event, data) {
    if (!this.#look.files || !data?.types.includes("Files")) return;
    event.preventDefault();
    if (data.files.length) this.#controls.files([...data.files]); // none yet while it is dragged
  }

  /**
   * @param {number} attached files that go with the next message
   * @param {boolean} busy some are still on their way
   */
  carry(attached, busy) {
    this.#attached = attached;
    this.#isBusy = busy;
    this.#edited();
  }

  #edited() {
    const { value, style } = this.input;
    style.height = "auto"; // its own height again, before it is measured
    style.height = `${this.input.scrollHeight}px`;
    const left = this.#look.maxChars - [...value].length;
    this.left.textContent = left < this.#look.maxChars / 5 ? this.#words.left(left) : "";
    this.left.classList.toggle("over", left < 0);
    this.submit.setAttribute("aria-disabled", String(this.#isBusy || !(value.trim() || this.#attached) || left < 0));
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
    h("div", { class: "bubble", dir: "auto", hidden: !text }, text),
  );
}
