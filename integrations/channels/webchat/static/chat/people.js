// @ts-check
// The customer's side of a person: how long the wait is, who answers, that it is over, and how it
// was. Loaded when a conversation first goes to a person: most never do.

import { h, safeUrl } from "./dom.js";

/** @typedef {import("./connection.js").ChatEvent} ChatEvent */
/**
 * How a conversation waits for a person, as the server sees it.
 * @typedef {{ position: number | null, minutes: number | null, opens: string | null }} Wait
 */

const ASK_EVERY_MS = 15_000;

const WORDS = {
  en: {
    asked: "The team has been told",
    joined: (/** @type {string} */ who) => `${who} has joined`,
    someone: "A person",
    back: "The automated assistant goes on",
    position: (/** @type {number} */ n) => (n === 1 ? "You are next." : `You are number ${n} in line.`),
    minutes: (/** @type {number} */ n) => (n === 1 ? "About 1 minute." : `About ${n} minutes.`),
    opens: (/** @type {string} */ at) => `The team is back ${at}.`,
    waiting: "Waiting for a person",
    goOn: "Continue with the assistant",
    question: "How was it?",
    scores: ["Very bad", "Bad", "Fair", "Good", "Very good"],
    comment: "Anything to add? (optional)",
    send: "Send",
    thanks: "Thank you for telling us.",
    failed: "Not sent. Please try again.",
  },
  fr: {
    asked: "L’équipe est prévenue",
    joined: (/** @type {string} */ who) => `${who} a rejoint la conversation`,
    someone: "Une personne",
    back: "L’assistant automatique reprend",
    position: (/** @type {number} */ n) => (n === 1 ? "C’est bientôt à vous." : `Vous êtes au rang ${n} de la file.`),
    minutes: (/** @type {number} */ n) => (n === 1 ? "Environ 1 minute." : `Environ ${n} minutes.`),
    opens: (/** @type {string} */ at) => `L’équipe revient ${at}.`,
    waiting: "En attente d’une personne",
    goOn: "Continuer avec l’assistant",
    question: "Comment cela s’est-il passé ?",
    scores: ["Très mal", "Mal", "Moyennement", "Bien", "Très bien"],
    comment: "Quelque chose à ajouter ? (facultatif)",
    send: "Envoyer",
    thanks: "Merci de nous l’avoir dit.",
    failed: "Non envoyé. Réessayez, s’il vous plaît.",
  },
};

export class People {
  #words;
  #role;
  #mark;
  #wait = h("span", { role: "status" });
  #queued;
  #transcript;
  #store;
  #connection;
  #timer = 0;
  #wrote = 0;
  #told = 0;
  #isWaiting = false;
  #assistantRole;
  #assistantMark;
  /** @type {HTMLElement | null} */
  #survey = null;

  /**
   * @param {string} language
   * @param {HTMLElement} panel
   * @param {import("./transcript.js").Transcript} transcript
   * @param {import("./store.js").Store} store
   * @param {import("./connection.js").Connection} connection
   * @param {(text: string) => void} ask sends a text as the customer
   */
  constructor(language, panel, transcript, store, connection, ask) {
    this.#words = language === "fr" ? WORDS.fr : WORDS.en;
    this.#role = /** @type {HTMLElement} */ (panel.querySelector(".name p"));
    this.#mark = /** @type {HTMLElement} */ (panel.querySelector(".mark"));
    const goOn = h("button", { class: "choice", onclick: () => ask(this.#words.goOn) }, this.#words.goOn);
    this.#queued = h("p", { class: "queue", hidden: true }, this.#wait, goOn);
    panel.querySelector(".log")?.before(this.#queued);
    this.#transcript = transcript;
    this.#store = store;
    this.#connection = connection;
    this.#assistantRole = this.#role.textContent;
    this.#assistantMark = [...this.#mark.childNodes];
  }

  /**
   * Show an event of a person's stretch, once.
   * @param {ChatEvent} event
   */
  apply(event) {
    if (event.type === "message") {
      this.#wrote = event.sequence;
      this.#queue(false); // a person wrote: the wait is over, whoever it was
    } else if (event.type === "handoff") {
      this.#line(event, this.#words.asked);
      this.#queue(true);
    } else if (event.type === "person") {
      this.#queue(false);
      this.#dropSurvey();
      this.#line(event, event.active ? this.#words.joined(event.name || this.#words.someone) : this.#words.back);
      this.#show(event.active ? event : null);
    } else if (event.type === "resolved") {
      this.#queue(false);
      this.#show(null);
      this.#ask(event);
    } else if (event.type === "satisfaction") {
      this.#dropSurvey();
      this.#line(event, this.#words.thanks);
    }
  }

  /**
   * Tell the server something of the conversation, or ask.
   * @param {string} path
   * @param {object} [body]
   */
  #say(path, body) {
    return this.#connection.say(this.#store.conversation, path, body);
  }

  /** Let the person who wrote see that it is read, once, where somebody looks. */
  seen() {
    if (this.#wrote <= this.#told || document.hidden) return;
    this.#told = this.#wrote;
    this.#say("seen", { sequence: this.#wrote }).catch(() => {}); // not worth a word
  }

  /** The conversation is another one. */
  reset() {
    this.#wrote = this.#told = 0;
    this.#queue(false);
    this.#show(null);
    this.#survey = null;
  }

  /**
   * @param {ChatEvent} event
   * @param {string} text
   */
  #line(event, text) {
    this.#put(event, h("p", { class: "line" }, text));
  }

  /**
   * @param {ChatEvent} event
   * @param {HTMLElement} element
   */
  #put(event, element) {
    this.#transcript.staying(() => this.#transcript.place(event.sequence, element));
  }

  /** @param {ChatEvent | null} person who has the conversation; null: the assistant */
  #show(person) {
    const picture = this.#pictureOf(person);
    this.#role.textContent = person ? person.name || this.#words.someone : this.#assistantRole;
    this.#mark.replaceChildren(...(picture ? [this.#face(picture)] : this.#assistantMark));
  }

  /** @param {ChatEvent | null} person @returns {string} an address; "": there is none */
  #pictureOf(person) {
    const picture = person?.picture ?? "";
    const brought = /^faces\/[0-9a-f]{32}$/.test(picture); // a picture that the chat itself has
    return safeUrl(brought ? `${this.#connection.endpoint}/${picture}` : picture);
  }

  /** A picture that is gone leaves the place to the assistant's mark. @param {string} src */
  #face(src) {
    const face = h("img", { src, alt: "", class: "face" });
    face.addEventListener("error", () => face.replaceWith(...this.#assistantMark), { once: true });
    return face;
  }

  /** @param {boolean} waiting whether nobody has it yet */
  #queue(waiting) {
    this.#isWaiting = waiting;
    this.#transcript.staying(() => (this.#queued.hidden = !waiting));
    clearTimeout(this.#timer);
    if (waiting) this.#tell();
    else this.#wait.textContent = "";
  }

  /** Say how long it may take, again and again while it may have changed. */
  async #tell() {
    const wait = document.hidden ? null : await this.#say("wait").catch(() => null);
    if (!this.#isWaiting) return;
    const text = wait ? this.#describe(wait) : this.#words.waiting;
    if (this.#wait.textContent !== text) this.#wait.textContent = text;
    this.#timer = setTimeout(() => this.#tell(), ASK_EVERY_MS);
  }

  /** @param {Wait} wait */
  #describe({ position, minutes, opens }) {
    if (opens) return this.#words.opens(opens);
    const parts = [position && this.#words.position(position), minutes && this.#words.minutes(minutes)];
    return parts.filter(Boolean).join(" ") || this.#words.waiting;
  }

  /** @param {ChatEvent} event */
  #ask(event) {
    const { question, scores, comment, send, failed } = this.#words;
    let score = 0;
    const words = h("textarea", { rows: "2", "aria-label": comment, placeholder: comment, maxlength: "1000" });
    const wrong = h("p", { class: "state refused", role: "status" });
    const submit = h("button", { class: "choice", onclick: () => deliver() }, send);
    const more = h("div", { class: "more", hidden: true }, words, submit, wrong);
    const deliver = async () => {
      submit.disabled = true;
      try {
        await this.#say("satisfaction", { score, comment: words.value.trim() });
      } catch {
        wrong.textContent = failed;
        submit.disabled = false;
      }
    };
    const choice = (/** @type {string} */ name, /** @type {number} */ at) =>
      h(
        "button",
        {
          class: "score",
          "aria-pressed": "false",
          label: name,
          onclick: (/** @type {Event} */ press) => {
            score = at + 1;
            for (const one of this.#survey?.querySelectorAll(".score") ?? []) {
              one.setAttribute("aria-pressed", String(one === press.currentTarget));
            }
            more.hidden = false;
            more.scrollIntoView({ block: "nearest" });
          },
        },
        String(at + 1),
      );
    this.#survey = h(
      "div",
      { class: "survey", role: "group", "aria-label": question },
      h("p", {}, question),
      h("div", { class: "scores" }, ...scores.map(choice)),
      h("p", { class: "ends", "aria-hidden": "true" }, h("span", {}, scores[0]), h("span", {}, scores[4])),
      more,
    );
    this.#put(event, this.#survey);
  }

  #dropSurvey() {
    this.#survey?.remove();
    this.#survey = null;
  }
}
