// @ts-check
// HTTP and server-sent events. fetch reads the stream, because the browser's EventSource cannot
// send the token in a header, and a token never belongs in an address.

/** @typedef {import("./store.js").Conversation} Conversation */
/** @typedef {{ attachment_id: string, name: string, media_type: string, size: number }} SentFile */
/** @typedef {{ title: string, url: string, quote: string, language: string }} Source */
/**
 * @typedef {{ title: string, subtitle: string, price: string, availability: string, url: string,
 *   image_url: string, product_id: string, add?: string }} Card
 */
/**
 * One event of the stream; `sequence` is its id, 0 for what is not kept (typing, status).
 * @typedef {{ sequence: number, type: "message" | "handoff" | "person" | "resolved" | "satisfaction" | "rating" | "typing" | "status",
 *   author: "customer" | "assistant" | "agent" | "system", text: string, sources: Source[],
 *   cards?: Card[], quick_replies?: string[], disclosure?: string, message_id?: string,
 *   kind?: string, language?: string, at?: string, helpful?: boolean, active?: boolean,
 *   status?: "live" | "closing", last?: number, token?: string, name?: string, picture?: string, attachments?: SentFile[] }} ChatEvent
 */

const SILENCE_MS = 40_000; // the server says something every 15 s
const TRY_MS = 20_000; // for one request
const LONGEST_PAUSE_MS = 20_000;
const TYPING_MS = 2_000; // between telling the server again that the customer writes

/** Why a stream was given up that nobody wanted to end. */
export const SILENCE = "silence";

/** The server understood and said no. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message for the customer, in their language
   * @param {number} retryAfterMs 0: not said
   * @param {boolean} isGone a file that the message names is not there any more
   */
  constructor(status, message, retryAfterMs, isGone) {
    super(message);
    this.status = status;
    this.isGone = isGone;
    this.retryAfterMs = retryAfterMs;
  }

  /** The conversation is gone, or the token was not for it. */
  get isEnd() {
    return this.status === 401 || this.status === 404;
  }

  /** Other words were sent under this id before. */
  get isOfAnother() {
    return this.status === 409;
  }

  /** Sending the same again cannot help. */
  get isFinal() {
    return this.status === 413 || this.status === 422;
  }
}

export class Connection {
  #language;
  toldTypingAt = 0;

  /**
   * @param {string} endpoint
   * @param {string} language
   */
  constructor(endpoint, language) {
    this.endpoint = endpoint.replace(/\/$/, "");
    this.#language = language;
  }

  /** @returns {Promise<Conversation>} */
  async start() {
    const page = location.href.split(/[?#]/)[0];
    const made = await this.#post("/conversations", null, { language: this.#language, page_url: page });
    return { id: made.conversation_id, token: made.token };
  }

  /**
   * @param {Conversation} conversation
   * @param {import("./store.js").Pending} message its id is the same on every try
   * @returns {Promise<number>} the sequence
   */
  async send(conversation, { id, text, seen, files }) {
    const attachments = files?.map((file) => file.attachment_id);
    return (await this.say(conversation, "messages", { client_message_id: id, text, ...seen, attachments })).sequence;
  }

  /**
   * Tell something of the conversation, or ask: `path` is below it.
   * @param {Conversation | null} conversation
   * @param {string} path
   * @param {object} [body]
   */
  async say(conversation, path, body = {}) {
    return this.#post(`/conversations/${conversation?.id}/${path}`, conversation, body);
  }

  /**
   * Tell that the customer writes, every 2 s at most: the assistant waits for the rest, a person sees it.
   * @param {Conversation | null} conversation
   */
  tellTyping(conversation) {
    if (!conversation || Date.now() < this.toldTypingAt + TYPING_MS) return;
    this.toldTypingAt = Date.now();
    this.say(conversation, "typing").catch(() => {}); // not worth a word
  }

  /**
   * Hand events to `tell` until the stream ends; throws when it breaks.
   * @param {Conversation} conversation
   * @param {number} after
   * @param {AbortController} control ends the stream; ended with SILENCE if nothing comes
   * @param {(event: ChatEvent) => void} tell
   */
  async follow(conversation, after, control, tell) {
    const hangUp = () => control.abort(SILENCE);
    let timer = setTimeout(hangUp, TRY_MS);
    try {
      const response = await this.#fetch(`/conversations/${conversation.id}/events`, conversation, {
        signal: control.signal,
        headers: { Accept: "text/event-stream", "Last-Event-ID": String(after) },
      });
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const decoder = new TextDecoder();
      for (let text = ""; ; ) {
        clearTimeout(timer);
        timer = setTimeout(hangUp, SILENCE_MS);
        const { done, value } = await reader.read();
        if (done) return;
        const frames = (text + decoder.decode(value, { stream: true })).split("\n\n");
        text = frames.pop() ?? "";
        for (const frame of frames) {
          const event = parse(frame);
          if (event) tell(event);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * @param {string} path
   * @param {Conversation | null} conversation
   * @param {object} body
   * @returns {Promise<any>}
   */
  async #post(path, conversation, body) {
    const response = await this.#fetch(path, conversation, {
      method: "POST",
      signal: AbortSignal.timeout(TRY_MS),
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true, // a message on its way survives the page
    });
    return response.status === 204 || response.json();
  }

  /**
   * @param {string} path
   * @param {Conversation | null} conversation
   * @param {RequestInit & { headers: Record<string, string> }} options
   */
  async #fetch(path, conversation, options) {
    const headers = { ...options.headers, "Accept-Language": this.#language };
    const response = await fetch(this.endpoint + path, {
      ...options,
      headers: conversation ? { ...headers, Authorization: `Bearer ${conversation.token}` } : headers,
      credentials: "omit",
    });
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    const seconds = Number(response.headers.get("Retry-After")) || 0;
    throw new Refused(response.status, body?.error?.message ?? "", seconds * 1000, body?.error?.code === "file_gone");
  }
}

/**
 * @param {string} frame lines of one server-sent event
 * @returns {ChatEvent | null} null for a comment
 */
export function parse(frame) {
  let sequence = 0;
  let data = "";
  for (const line of frame.split("\n")) {
    if (line.startsWith("id: ")) sequence = Number(line.slice(4));
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? { sources: [], ...JSON.parse(data), sequence } : null;
}

/** Pauses between tries: longer each time, never the same for all pages at once. */
export class Pauses {
  #tries = 0;
  #wake = () => {};

  /** How often it was waited since the last success. */
  get tries() {
    return this.#tries;
  }

  /** @returns {boolean} whether there was a try in vain */
  reset() {
    const wasInVain = this.#tries > 0;
    this.#tries = 0;
    return wasInVain;
  }

  /** End the pause now: something changed for the better. */
  wake() {
    this.#wake();
  }

  /** @param {number} [atLeastMs] what the server asked for */
  async wait(atLeastMs = 0) {
    const pause = Math.min(LONGEST_PAUSE_MS, 400 * 2 ** this.#tries++) * (0.5 + Math.random() / 2);
    await new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
      setTimeout(this.#wake, Math.max(pause, atLeastMs));
    });
  }
}
