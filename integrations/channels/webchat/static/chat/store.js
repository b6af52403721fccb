// @ts-check
// What this browser keeps: which conversation, the unsent messages, the draft, what was read.
// Never the transcript: it comes from the server, so a shared computer keeps no words that were sent.

/** @typedef {{ id: string, token: string }} Conversation */
/** @typedef {import("./connection.js").SentFile} SentFile */
/** @typedef {{ id: string, text: string, seen?: import("./page.js").Seen, files?: SentFile[], error?: string, isGone?: boolean }} Pending  error: it will not be sent as it is; isGone: a file is not there any more */

const KEPT_DAYS = 30;

export class Store {
  /** @type {Map<string, string>} used where the browser keeps nothing for us */
  #memory = new Map();
  #prefix;

  /** @param {string} endpoint whose conversations these are; one page may talk to several */
  constructor(endpoint) {
    this.#prefix = `comptoir:${endpoint}:`;
    const used = Number(this.#get("used"));
    if (used && Date.now() - used > KEPT_DAYS * 86_400_000) this.forget();
  }

  /** @returns {Conversation | null} */
  get conversation() {
    return this.#get("conversation");
  }

  /** @param {Conversation | null} conversation */
  set conversation(conversation) {
    this.#set("conversation", conversation);
    this.#set("used", Date.now());
  }

  /**
   * Take the token that the server gives in place of an old one.
   * @param {string} id of the conversation that it opens
   * @param {string} token
   */
  renew(id, token) {
    if (this.conversation?.id === id) this.conversation = { id, token };
  }

  /** @returns {string} */
  get draft() {
    return this.#get("draft") ?? "";
  }

  /** @param {string} draft */
  set draft(draft) {
    this.#set("draft", draft || null);
  }

  /** @returns {Pending[]} */
  get pending() {
    return this.#get("pending") ?? [];
  }

  /** @param {Pending} message added, or put in place of the one with its id */
  keep(message) {
    const others = this.pending.filter((m) => m.id !== message.id);
    this.#set("pending", [...others, message]);
    this.#set("used", Date.now());
  }

  /** @param {string} id */
  drop(id) {
    this.#set("pending", this.pending.filter((m) => m.id !== id));
  }

  /** @returns {number} sequence of the last event the customer saw */
  get read() {
    return this.#get("read") ?? 0;
  }

  /** @param {number} sequence */
  set read(sequence) {
    this.#set("read", sequence);
  }

  /** Leave nothing behind but the draft. */
  forget() {
    for (const name of ["conversation", "pending", "read"]) this.#set(name, null);
  }

  /** @param {() => void} changed called when another page of this site wrote */
  listen(changed) {
    addEventListener("storage", (event) => {
      const name = event.key?.startsWith(this.#prefix) && event.key.slice(this.#prefix.length);
      if (name === "conversation" || name === "pending") changed();
    });
  }

  /**
   * @param {string} name
   * @returns {any} what was set, or null
   */
  #get(name) {
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + name) ?? "null");
    } catch {
      return JSON.parse(this.#memory.get(name) ?? "null");
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value null removes
   */
  #set(name, value) {
    const text = JSON.stringify(value);
    this.#memory.set(name, text);
    try {
      if (value === null) localStorage.removeItem(this.#prefix + name);
      else localStorage.setItem(this.#prefix + name, text);
    } catch {
      // Full or forbidden: this page still has it.
    }
  }
}

// for the shop's page to say who is signed in
const OPEN_KEY = "comptoir:open";

/**
 * Whether the panel is open, kept for this tab from page to page.
 * @param {boolean} [open] sets it
 */
export function openInThisTab(open) {
  try {
    if (open !== undefined) sessionStorage.setItem(OPEN_KEY, open ? "1" : "");
    return Boolean(sessionStorage.getItem(OPEN_KEY));
  } catch {
    return false; // storage is forbidden
  }
}
