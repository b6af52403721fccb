// @ts-check
// <comptoir-chat>: start here. It joins what is on screen (Panel, Transcript), what is kept (Store)
// and the server (Connection). Two loops do the work: #send and #follow.

import { Connection, Pauses, Refused, SILENCE } from "./connection.js";
import { h, newId, styles } from "./dom.js";
import { dress, seenOnPage, tokenFrom } from "./page.js";
import { Store, openInThisTab } from "./store.js";
import { Transcript } from "./transcript.js";
import { Panel } from "./view.js";

/** @typedef {import("./connection.js").ChatEvent} ChatEvent */
/** @typedef {import("./store.js").Conversation} Conversation */
/** @typedef {import("./store.js").Pending} Pending */
/** @typedef {import("./words.en.js").Words} Words */
/** @typedef {Record<string, string | undefined>} Settings  data- attributes, in camelCase */

const HIDDEN_MS = 30_000; // a page nobody looks at lets its connection go: browsers have few
const TROUBLE_AFTER = 2; // tries that failed before the customer is told
const MAX_CHARS = 2000; // unless data-max-chars says what the server takes

export class Chat {
  #root;
  #words;
  #store;
  #connection;
  #transcript;
  #panel;
  #sending = new Pauses();
  #following = new Pauses();
  #isSending = false;
  #isFollowing = false;
  #stream = new AbortController();
  #shownId = ""; // of the conversation on screen
  #unread = 0;
  #token = ""; // of the page, for a conversation that is not open yet
  #identityUrl;
  /** @type {import("./page.js").Seen} */
  seen = {}; // on the page, as its code says
  /** @type {Promise<import("./people.js").People> | undefined} */
  #withPerson;
  /** @type {Promise<[import("./tray.js").Tray, import("./sent_files.js").SentFiles]> | undefined} */
  #withFiles;
  /** @type {import("./tray.js").Tray | undefined} */
  #tray;
  /** @type {Promise<Conversation> | undefined} */
  #starting;
  #loads = 0; // tries to get what replies need

  /**
   * @param {HTMLElement} host
   * @param {Settings} given
   * @param {Words} words
   * @param {CSSStyleSheet} sheet
   */
  constructor(host, given, words, sheet) {
    const endpoint = given.endpoint ?? "/api/webchat/v1";
    this.#words = words;
    this.#identityUrl = given.identityUrl;
    this.#store = new Store(endpoint);
    this.#connection = new Connection(endpoint, words.language);
    const suggestions = given.suggestions?.split("|").filter(Boolean) ?? words.suggestions;
    this.#transcript = new Transcript(words, given.shop ?? "", suggestions, {
      ask: (text) => {
        this.ask(text);
        // The button is gone, and the focus with it. Where one taps, a keyboard would hide the answer.
        if (matchMedia("(hover:hover)").matches) this.#panel.input.focus();
      },
      edit: (pending) => this.#edit(pending),
      rate: (messageId, helpful) => this.#rate(messageId, helpful),
      people: (event) => this.#people(event),
      files: (message, files) => this.#bring().then(([, sent]) => sent.show(message, files), () => {}), // else its words alone
    });
    const look = { shop: given.shop ?? "", privacy: given.privacy ?? "", maxChars: Number(given.maxChars) || MAX_CHARS, files: given.files !== "no" };
    this.#panel = new Panel(words, look, this.#transcript.element, {
      toggle: () => (this.isOpen ? this.close() : this.open()),
      close: () => this.close(),
      send: (text) => this.ask(text, this.#tray?.take()),
      files: (given) => this.#bring().then(([tray]) => (given ? tray.add(given) : tray.toggle()), () => this.#notice(words.away)),
      draft: (text) => {
        this.#store.draft = text;
      },
      typed: () => this.#isSending || this.#connection.tellTyping(this.#store.conversation),
      person: () => this.ask(words.askForPerson),
      restart: () => this.#restart(),
    });
    dress(host, given.scheme, given.side);
    this.#root = host.attachShadow({ mode: "open" });
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(h("div", { class: "root" }, this.#panel.launcher, this.#panel.element));
    this.#panel.write(this.#store.draft);
    this.#listen();
    this.#sync();
    if (openInThisTab()) this.open(false);
    this.#send();
  }

  get isOpen() {
    return !this.#panel.element.hidden;
  }

  /** @param {boolean} [focus] whether the customer wants to write now */
  open(focus = true) {
    openInThisTab(true);
    this.#panel.show(true);
    this.#panel.write(this.#panel.input.value); // its height is known only now
    this.#seen();
    this.#transcript.scrollToEnd();
    if (focus) this.#panel.input.focus();
    this.#load().catch(() => {}); // it is tried again when it is needed
    this.#follow();
  }

  close() {
    openInThisTab(false);
    const hadFocus = this.#root.activeElement;
    this.#panel.show(false);
    if (hadFocus) this.#panel.launcher.focus();
  }

  /**
   * @param {string} text sent as the customer
   * @param {import("./store.js").SentFile[]} [files] that go with it
   */
  ask(text, files) {
    this.#connection.toldTypingAt = 0; // what is typed from now on is another piece
    this.#store.keep({ id: newId(), text, seen: seenOnPage(this.seen), files: files?.length ? files : undefined });
    this.#transcript.sync(this.#store.pending);
    this.#sending.wake();
    this.#send();
  }

  /** @param {string} token which says who is signed in on the page; "": nobody is any more */
  identify(token) {
    this.#token = token;
    if (token) this.#identify(this.#store.conversation);
    else this.#restart(); // the next person here must not see it
  }

  /**
   * Pass on what the page says of the customer; without it, the chat asks who they are.
   * @param {Conversation | null} conversation
   */
  async #identify(conversation) {
    if (!conversation) return;
    try {
      if (!this.#token && this.#identityUrl) this.#token = await tokenFrom(this.#identityUrl);
      if (this.#token) await this.#connection.say(conversation, "identity", { token: this.#token });
      this.#token = "";
    } catch (error) {
      console.warn("comptoir: not identified", error);
    }
  }

  /**
   * Show what has to do with people, by a part that is loaded for the first of it.
   * @param {ChatEvent} event
   */
  #people(event) {
    (this.#withPerson ??= this.#meet()).then((people) => people.apply(event));
  }

  async #meet() {
    const { People } = await import("./people.js");
    this.#root.adoptedStyleSheets.push(await styles("people.css"));
    return new People(this.#words.language, this.#panel.element, this.#transcript, this.#store, this.#connection, (text) => this.ask(text));
  }

  /** Get what replies need, once; a browser may remember that a module failed, so each try has a name of its own. */
  async #load() {
    const transcript = this.#transcript;
    if ("replyMessage" in transcript.replies) return;
    const again = this.#loads++ ? `?${this.#loads}` : "";
    const [replies, sheet] = await Promise.all([import(`./replies.js${again}`), styles("replies.css")]);
    if ("replyMessage" in transcript.replies) return; // another try was quicker
    transcript.replies = replies;
    this.#root.adoptedStyleSheets.push(sheet);
  }

  /** Get the part that sends and shows files, which most conversations never need. */
  #bring() {
    return (this.#withFiles ??= this.#fetchFiles().catch((error) => {
      this.#withFiles = undefined;
      throw error;
    }));
  }

  /** @returns {Promise<[import("./tray.js").Tray, import("./sent_files.js").SentFiles]>} */
  async #fetchFiles() {
    const [{ Tray }, { SentFiles }, sheet] = await Promise.all([import("./tray.js"), import("./sent_files.js"), styles("files.css")]);
    this.#root.adoptedStyleSheets.push(sheet);
    const sent = new SentFiles(this.#words.language, this.#transcript, this.#store, this.#connection);
    this.#tray = new Tray(this.#words.language, sent, this.#panel, this.#transcript, this.#store, this.#connection, () => this.#start());
    return [this.#tray, sent];
  }

  #listen() {
    this.#store.listen(() => this.#sync());
    this.#panel.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    const better = () => {
      this.#sending.wake();
      this.#following.wake();
      this.#send();
      this.#follow();
      this.#notice();
    };
    addEventListener("online", better);
    addEventListener("offline", () => this.#notice());
    let leaving = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(leaving);
      if (document.hidden) leaving = setTimeout(() => this.#stream.abort(), HIDDEN_MS);
      else better();
      if (this.isOpen) this.#seen();
    });
  }

  /** Take over what is kept, which another page of this site may have changed. */
  #sync() {
    const id = this.#store.conversation?.id ?? "";
    if (id !== this.#shownId) {
      this.#shownId = id;
      this.#transcript.reset();
      this.#withPerson?.then((people) => people.reset());
      this.#tray?.reset();
      this.#stream.abort();
      this.#identify(this.#store.conversation);
      this.#follow();
    }
    this.#panel.restart.hidden = !id;
    this.#transcript.sync(this.#store.pending);
  }

  #restart() {
    this.#store.forget();
    this.#unread = 0;
    this.#sync();
  }

  /** @param {Pending} message that was refused, to be written anew */
  async #edit(message) {
    try {
      if (message.files) await this.#bring(); // else its photos had no place to come back to
    } catch {
      this.#notice(this.#words.away);
      return;
    }
    if (!this.#store.pending.some((m) => m.id === message.id)) return; // asked for twice
    this.#store.drop(message.id);
    this.#transcript.sync(this.#store.pending);
    this.#panel.write(message.text);
    if (message.files) this.#tray?.put(message.files, message.isGone);
    this.#panel.input.focus();
  }

  /** @param {Conversation} conversation that the server no longer has */
  #ended(conversation) {
    if (this.#store.conversation?.id !== conversation.id) return; // another page saw it first
    this.#store.conversation = null;
    this.#store.read = 0;
    this.#sync();
    this.#transcript.note(this.#words.ended);
  }

  /** Send what is kept, in order, until it is acknowledged. */
  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let message; (message = this.#store.pending.find((m) => m.error === undefined)); ) {
      let conversation = this.#store.conversation;
      try {
        conversation ??= await this.#start();
        const sequence = await this.#connection.send(conversation, message);
        this.#store.drop(message.id);
        this.#transcript.acknowledge(message.id, sequence);
        this.#sending.reset();
        this.#notice();
      } catch (error) {
        await this.#unsent(message, conversation, error);
      }
    }
    this.#isSending = false;
  }

  /**
   * @param {Pending} message
   * @param {Conversation | null} conversation
   * @param {unknown} error
   */
  async #unsent(message, conversation, error) {
    const refused = error instanceof Refused ? error : null;
    if (refused?.isFinal) {
      this.#store.keep({ ...message, error: refused.message, isGone: refused.isGone });
      this.#transcript.sync(this.#store.pending);
      return;
    }
    if (refused?.isOfAnother) {
      // Two pages may have come to one id: these words are nobody else's, so they get a new one.
      this.#store.drop(message.id);
      this.#store.keep({ ...message, id: newId() });
      this.#transcript.sync(this.#store.pending);
      return;
    }
    if (refused?.isEnd && conversation) this.#ended(conversation);
    this.#transcript.postpone(message);
    const pause = this.#sending.wait(refused?.retryAfterMs);
    this.#notice(refused?.retryAfterMs ? refused.message : "");
    await pause;
  }

  /** @returns {Promise<Conversation>} the one there is, or a new one; two who ask at once get the same */
  async #start() {
    const { conversation } = this.#store;
    return conversation ?? (this.#starting ??= this.#begin().finally(() => (this.#starting = undefined)));
  }

  async #begin() {
    const conversation = await this.#connection.start();
    this.#store.conversation = conversation;
    this.#shownId = conversation.id; // what is on screen already belongs to it
    this.#panel.restart.hidden = false;
    this.#follow();
    await this.#identify(conversation); // before what is sent is answered
    return conversation;
  }

  /** Follow the conversation while there is one and somebody may look. */
  async #follow() {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    for (let conversation; (conversation = this.#store.conversation) && !document.hidden; ) {
      this.#stream = new AbortController();
      const { signal } = this.#stream;
      this.#transcript.element.setAttribute("aria-busy", "true"); // the past is not read out
      let askedFor = 0;
      try {
        await this.#load();
        await this.#connection.follow(conversation, this.#transcript.last, this.#stream, (event) => this.#happened(event));
      } catch (error) {
        if (error instanceof Refused) {
          askedFor = error.retryAfterMs;
          if (error.isEnd) this.#ended(conversation);
        }
      }
      if (signal.aborted && signal.reason !== SILENCE) continue;
      const pause = this.#following.wait(askedFor);
      this.#notice();
      await pause;
    }
    this.#isFollowing = false;
  }

  /** @param {ChatEvent} event */
  #happened(event) {
    if (event.status === "live") {
      this.#transcript.last = Math.max(this.#transcript.last, event.last ?? 0); // the events after the last that is shown are internal
      this.#transcript.element.removeAttribute("aria-busy");
      if (event.token) this.#store.renew(this.#shownId, event.token);
      this.#sending.wake();
      if (this.#following.reset()) this.#notice(); // else nothing was said of it, and other words stay
    }
    this.#transcript.apply(event);
    if (this.isOpen && !document.hidden) this.#seen();
    else if (event.type === "message" && event.author !== "customer" && event.sequence > this.#store.read) {
      this.#panel.unread = ++this.#unread;
    }
  }

  #seen() {
    this.#unread = 0;
    if (this.#transcript.last > this.#store.read) this.#store.read = this.#transcript.last;
    this.#withPerson?.then((people) => people.seen());
  }

  /**
   * @param {string} messageId
   * @param {boolean} helpful
   */
  async #rate(messageId, helpful) {
    const conversation = this.#store.conversation;
    if (!conversation) return;
    try {
      await this.#connection.say(conversation, `messages/${messageId}/rating`, { helpful }); // shown when it comes back
    } catch (error) {
      this.#notice((error instanceof Refused && error.message) || this.#words.away);
    }
  }

  /** Say what is wrong, or the `other` thing, or nothing. */
  #notice(other = "") {
    const tries = Math.max(this.#sending.tries, this.#following.tries);
    const trouble = navigator.onLine ? tries >= TROUBLE_AFTER && this.#words.away : this.#words.offline;
    const text = other || trouble || "";
    if (this.#panel.notice.textContent !== text) this.#panel.notice.textContent = text; // else it would be read out again
  }
}
