// @ts-check
// What this browser keeps: which conversation, the unsent messages, the draft, what was read.
// Never the transcript: it comes from the server, so a shared computer keeps no words that were sent.

/** @typedef {{ id: string, token: string }} Conversation */
/** @typedef {import("./connection.js").SentFile} SentFile */
/** @typedef {{ id: string, text: string, seen?: import("./page.js").Seen, files?: SentFile[], at?: number, error?: string, isGone?: boolean }} Pending  at: its place in the order, in ms; error: it will not be sent as it is; isGone: a file is not there any more */

const KEPT_DAYS = 30;
const PENDING = "pending:"; // and the id: two pages that write at once would lose entries of one list

export class Store {
  /** @type {Map<string, string>} what the browser did not keep for us */
  #memory = new Map();
  #prefix;
  #newest = 0; // place of the message that this page kept last

  /** @param {string} endpoint whose conversations these are; one page may talk to several */
  constructor(endpoint) {
    this.#prefix = `comptoir:${endpoint}:`;
    const used = Number(this.#get("used"));
    if (used && Date.now() - used > KEPT_DAYS * 86_400_000) this.forget();
    else for (const message of this.#get("pending") ?? []) this.keep(message); // one list, of the version before
    this.#set("pending", null);
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

  /** @returns {Pending[]} in the order in which they were written */
  get pending() {
    /** @type {Pending[]} */
    const messages = this.#pendingNames().map((name) => this.#get(name)).filter(Boolean);
    return messages.sort((one, other) => (one.at ?? 0) - (other.at ?? 0));
  }

  /** @param {Pending} message added, or put in place of the one with its id */
  keep(message) {
    this.#newest = Math.max(Date.now(), this.#newest + 1);
    this.#set(PENDING + message.id, { at: this.#newest, ...message });
    this.#set("used", Date.now());
  }

  /** @param {string} id */
  drop(id) {
    this.#set(PENDING + id, null);
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
    for (const name of ["conversation", "read", ...this.#pendingNames()]) this.#set(name, null);
  }

  /** @param {() => void} changed called when another page of this site wrote */
  listen(changed) {
    addEventListener("storage", (event) => {
      const name = event.key?.startsWith(this.#prefix) && event.key.slice(this.#prefix.length);
      if (name === "conversation" || (name && name.startsWith(PENDING))) changed();
    });
  }

  #pendingNames() {
    const kept = [...this.#memory.keys()];
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.#prefix)) kept.push(key.slice(this.#prefix.length));
    } catch {
      // Forbidden: this page has its own.
    }
    return [...new Set(kept)].filter((name) => name.startsWith(PENDING));
  }

  /**
   * @param {string} name
   * @returns {any} what was set, or null
   */
  #get(name) {
    try {
      return JSON.parse(this.#memory.get(name) ?? localStorage.getItem(this.#prefix + name) ?? "null");
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value null removes
   */
  #set(name, value) {
    this.#memory.delete(name);
    try {
      if (value === null) localStorage.removeItem(this.#prefix + name);
      else localStorage.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      if (value !== null) this.#memory.set(name, JSON.stringify(value)); // full or forbidden: this page still has it
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
