// @ts-check
// The conversation on screen: events in the order of their sequence, unsent messages after them.

import { h } from "./dom.js";
import { customerMessage } from "./view.js";

/** @typedef {import("./connection.js").ChatEvent} ChatEvent */
/** @typedef {import("./connection.js").SentFile} SentFile */
/** @typedef {import("./store.js").Pending} Pending */
/** @typedef {import("./words.en.js").Words} Words */
/**
 * What the customer does with a message.
 * @typedef {{ ask: (text: string) => void, edit: (pending: Pending) => void,
 *   rate: (messageId: string, helpful: boolean) => void, people: (event: ChatEvent) => void,
 *   files: (message: HTMLElement, files: SentFile[]) => void }} Actions
 */

const DOTS_AFTER_MS = 350; // most answers are faster: no flicker
const PATIENCE_AFTER_MS = 12_000;
const ANSWERED_WITHIN_MS = 120_000; // who comes back later is not shown that someone writes
const NEAR_PX = 90; // so near to the end, new messages scroll into view

export class Transcript {
  /** @type {HTMLElement} */
  element;
  /** The sequence of the last event shown. */
  last = 0;
  /** How replies look; there before the first event. */
  replies = /** @type {typeof import("./replies.js")} */ ({});

  #words;
  #actions;
  /** @type {HTMLElement} */
  #greeting;
  /** @type {Map<number, HTMLElement>} by sequence */
  #shown = new Map();
  /** @type {Map<string, HTMLElement>} by client id */
  #pending = new Map();
  /** @type {HTMLElement | null} */
  #typing = null;
  #typingTimer = 0;
  #isWithPerson = false;

  /**
   * @param {Words} words
   * @param {string} shop
   * @param {string[]} suggestions
   * @param {Actions} actions
   */
  constructor(words, shop, suggestions, actions) {
    this.#words = words;
    this.#actions = actions;
    this.#greeting = h(
      "div",
      { class: "greeting" },
      h("h3", {}, words.greeting),
      h("p", {}, words.disclosure(shop)),
      suggestions.length > 0 && this.#choices(suggestions, "suggestions"),
    );
    this.element = h(
      "div",
      { class: "log", role: "log", "aria-label": words.conversation, tabindex: "0" },
      this.#greeting,
    );
  }

  /** Begin anew, with nothing but the greeting. */
  reset() {
    this.element.replaceChildren(this.#greeting);
    this.#shown.clear();
    this.#pending.clear();
    this.last = 0;
    this.#isWithPerson = false;
    this.#settle();
  }

  /**
   * Show an event, once.
   * @param {ChatEvent} event
   */
  apply(event) {
    if (event.type === "typing") {
      if (event.text) this.#draft(event);
      else if (event.active) this.#wait(event.name || (event.author === "agent" ? this.#words.agent : undefined));
      else this.#settle();
    }
    this.last = Math.max(this.last, event.sequence);
    if (!event.sequence || this.#shown.has(event.sequence)) return;
    if (event.type === "rating") {
      this.#rated(event);
    } else if (event.type === "message") {
      if (event.author === "customer") this.#wrote(event);
      else this.#replied(event);
    } else {
      if (event.type !== "handoff") this.#isWithPerson = event.active === true; // until then it is answered
      this.#settle(); // what was being written is not said any more
      this.#actions.people(event);
    }
  }

  /**
   * Show what is not sent yet, and nothing that another page has sent meanwhile.
   * @param {Pending[]} pending
   */
  sync(pending) {
    for (const [id, element] of this.#pending) {
      if (!pending.some((m) => m.id === id)) {
        this.#pending.delete(id);
        if (!element.dataset.sequence) element.remove();
      }
    }
    for (const message of pending) {
      if (!this.#pending.has(message.id)) {
        const element = customerMessage(this.#words, message.text);
        this.#pending.set(message.id, element);
        this.#insert(element, Infinity);
        if (message.files) this.#actions.files(element, message.files);
        this.#mark(element, "sending", this.#words.sending);
        this.#dropChoices();
        this.#scroll(element, true);
      }
      if (message.error !== undefined) this.#refuse(message);
    }
  }

  /** @param {Pending} message that could not be sent yet */
  postpone(message) {
    const element = this.#pending.get(message.id);
    if (element) this.#mark(element, "unsent", this.#words.unsent);
  }

  /**
   * The server has a message: it stands at its place.
   * @param {string} id
   * @param {number} sequence
   */
  acknowledge(id, sequence) {
    const element = this.#pending.get(id);
    this.#pending.delete(id);
    if (!element) return;
    const twin = this.#shown.get(sequence);
    if (twin && twin !== element) {
      // It came through the stream before. Ours stands for it, or for another of the same words.
      if (!element.dataset.sequence) element.remove();
    } else if (!element.dataset.sequence || twin) {
      this.place(sequence, element);
      this.#sent(element);
    }
    // An acknowledgement may overtake events before it, so `last` stays: they are still asked for.
    const isAnswered = [...this.#shown].some(([at, e]) => at > sequence && !e.matches(".customer"));
    if (!isAnswered && !this.#isWithPerson) this.#wait();
  }

  /** @param {string} text */
  note(text) {
    this.#insert(h("p", { class: "line" }, text), 0);
  }

  /**
   * Do what may take some of the log's height, and stay at its end.
   * @param {() => void} change
   */
  staying(change) {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    change();
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) this.scrollToEnd();
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** @param {ChatEvent} event */
  #wrote(event) {
    // It may be one of ours whose acknowledgement is still on its way.
    const own = [...this.#pending.values()].find(
      (e) => e.querySelector(".bubble")?.textContent === event.text && !e.dataset.sequence,
    );
    const element = own ?? customerMessage(this.#words, event.text);
    this.place(event.sequence, element);
    if (!own && event.attachments) this.#actions.files(element, event.attachments);
    this.#sent(element);
    this.#dropChoices();
    const age = Date.now() - Date.parse(event.at ?? "");
    if (age < ANSWERED_WITHIN_MS && !this.#isWithPerson) this.#wait();
    if (!own) this.#scroll(element);
  }

  /** @param {ChatEvent} event */
  #replied(event) {
    this.#settle();
    this.#dropChoices();
    if (event.author === "agent") {
      this.#isWithPerson = true;
      this.#actions.people(event);
    }
    const isFirst = !this.element.querySelector(".assistant");
    const id = event.message_id ?? "";
    const element = this.replies.replyMessage(this.#words, event, isFirst, (helpful) => this.#actions.rate(id, helpful), this.#actions.ask);
    element.dataset.message = id;
    this.place(event.sequence, element);
    if (event.attachments) this.#actions.files(element, event.attachments);
    if (event.quick_replies?.length) element.append(this.#choices(event.quick_replies, "quick"));
    this.#scroll(element);
  }

  /** @param {ChatEvent} event */
  #rated(event) {
    const id = CSS.escape(event.message_id ?? "");
    const message = this.element.querySelector(`[data-message="${id}"]`);
    if (message) this.replies.showRating(this.#words, message, event.helpful === true);
  }

  /** @param {Pending} message */
  #refuse(message) {
    const element = this.#pending.get(message.id);
    if (!element || element.querySelector(".refused")) return;
    const edit = h("button", { class: "text", onclick: () => this.#actions.edit(message) }, this.#words.edit);
    this.#mark(element, "refused", `${this.#words.refused} ${message.error} `, edit);
  }

  /** @param {HTMLElement} element */
  #sent(element) {
    this.element.querySelector(".sent")?.remove(); // only the last says so
    this.#mark(element, "sent", `✓ ${this.#words.sent}`);
  }

  /**
   * Say how a message is doing.
   * @param {HTMLElement} element
   * @param {string} kind
   * @param {...(Node | string)} children
   */
  #mark(element, kind, ...children) {
    element.querySelector(".state")?.remove();
    element.append(h("p", { class: `state ${kind}` }, ...children));
  }

  /**
   * @param {string[]} texts
   * @param {string} kind
   */
  #choices(texts, kind) {
    const choice = (/** @type {string} */ text) => {
      const facet = /^(?:Retirer\s|Remove): (.+)/.exec(text)?.[1]; // of a search
      const props = { class: "choice", "aria-label": facet && text, onclick: () => this.#actions.ask(text) };
      return h("li", {}, h("button", props, facet ? `${facet} ×` : text));
    };
    return h("ul", { class: `choices ${kind}`, "aria-label": this.#words.suggested }, ...texts.map(choice));
  }

  #dropChoices() {
    this.element.querySelector(".quick")?.remove();
  }

  /**
   * Put an element where its event stands.
   * @param {number} sequence
   * @param {HTMLElement} element
   */
  place(sequence, element) {
    this.#shown.set(sequence, element);
    this.#insert(element, sequence);
  }

  /**
   * @param {HTMLElement} element
   * @param {number} sequence Infinity: after all
   */
  #insert(element, sequence) {
    element.dataset.sequence = String(sequence);
    if (sequence === Infinity) delete element.dataset.sequence;
    const after = [...this.element.children].find(
      (e) => e !== element && e !== this.#greeting && Number(/** @type {HTMLElement} */ (e).dataset.sequence ?? Infinity) > sequence,
    );
    const before = after ?? this.#typing;
    // Moving an element takes its focus and is announced again: only if it must.
    if (!element.isConnected || element.nextElementSibling !== before) this.element.insertBefore(element, before);
  }

  /**
   * Someone will write: show it, unless it comes at once.
   * @param {string} [who]
   */
  #wait(who = this.#words.assistant) {
    if (this.#typing?.matches("article")) return; // the writing itself is there already
    this.#settle();
    this.#typingTimer = setTimeout(() => {
      const text = h("span", { class: "hidden" }, this.#words.writing(who));
      this.#typing = h("div", { class: "typing" }, text, h("i"), h("i"), h("i"));
      this.element.append(this.#typing);
      this.#scroll(this.#typing);
      this.#typingTimer = setTimeout(() => this.#typing?.append(h("span", {}, this.#words.patience)), PATIENCE_AFTER_MS);
    }, DOTS_AFTER_MS);
  }

  /**
   * Show how far a reply has come, where it will stand; it is read out once it is there.
   * @param {ChatEvent} event
   */
  #draft(event) {
    if (this.#isWithPerson) return;
    this.#settle();
    const isFirst = !this.element.querySelector(".assistant");
    this.#typing = this.replies.replyMessage(this.#words, { ...event, sources: [] }, isFirst, () => {}, () => {});
    this.#typing.ariaHidden = "true";
    this.element.append(this.#typing);
    this.#scroll(this.#typing);
  }

  #settle() {
    clearTimeout(this.#typingTimer);
    this.#typing?.remove();
    this.#typing = null;
  }

  /**
   * Bring a new element into view, unless the customer reads further up. Of a long reply the
   * beginning is shown, under its question.
   * @param {HTMLElement} element
   * @param {boolean} [always]
   */
  #scroll(element, always = false) {
    const log = this.element;
    const below = log.scrollHeight - log.scrollTop - log.clientHeight - element.offsetHeight;
    if (!always && below > NEAR_PX) return;
    const top = element.offsetTop - log.offsetTop - NEAR_PX;
    log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, Math.max(top, 0));
  }
}
