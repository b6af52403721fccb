// @ts-check
// The shop's page around the chat.
import { h, styles } from "./dom.js";

const VOUCH_MS = 5_000; // for the page to say who is signed in

/** @param {string | undefined} wish of the script tag, which wins; else the page's, else the browser's */
function language(wish) {
  const said = wish || document.documentElement.lang || navigator.language;
  return said.slice(0, 2).toLowerCase() === "fr" ? "fr" : "en";
}

/**
 * Fit the chat to the page: light or dark as it was set, else as the browser likes it; its side; its height.
 * @param {HTMLElement} host
 * @param {string | undefined} scheme
 * @param {string | undefined} side
 */
export function dress(host, scheme, side) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => host.setAttribute("scheme", scheme ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", paint);
  paint();
  if (side) host.setAttribute("side", side);
  // An on-screen keyboard covers part of the page: the panel fills what is left.
  const view = window.visualViewport;
  view?.addEventListener("resize", () => host.style.setProperty("--visible", `${view.height}px`));
}

/**
 * The token which says who is signed in on the page; "": nobody is.
 * @param {string} url of the shop
 */
export async function tokenFrom(url) {
  const answer = await fetch(url, { credentials: "include", signal: AbortSignal.timeout(VOUCH_MS) });
  return answer.ok ? answer.text() : "";
}

/** @typedef {{ product?: string, category?: string, basket?: string }} Seen  by the customer: ids or names of the shop's catalogue */

const SEEN = /** @type {const} */ ({ product: 200, category: 200, basket: 1000 }); // characters at most

/**
 * What the customer sees: as the page's code said, else as elements are marked.
 * @param {Seen} said
 * @returns {Seen}
 */
export function seenOnPage(said) {
  /** @type {Seen} */
  const seen = {};
  for (const [name, most] of /** @type {[keyof Seen, number][]} */ (Object.entries(SEEN))) {
    const mark = `data-comptoir-${name}`;
    const found = said[name] ?? document.querySelector(`[${mark}]`)?.getAttribute(mark);
    if (found && found.length <= most) seen[name] = found;
  }
  return seen;
}

/**
 * The way to the chat for a keyboard: the first thing on the page, seen only while it has the focus.
 * @param {HTMLElement & { open: () => void }} chat
 * @param {string} text
 */
function skipLink(chat, text) {
  chat.id ||= "comptoir-chat";
  const sheet = new CSSStyleSheet(); // a style attribute would be refused by a strict policy
  sheet.replaceSync(
    ".comptoir-skip{position:fixed;inset:8px auto auto 8px;z-index:2147483001;padding:12px 16px;background:#fff;color:#111}" +
      ".comptoir-skip:not(:focus){clip-path:inset(50%)}" +
      ".comptoir-skip:focus{outline:3px solid #111;outline-offset:-3px}", // a shop may have taken the ring off links
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const link = h("a", { href: `#${chat.id}`, class: "comptoir-skip" }, text);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    chat.open();
  });
  return link;
}

/**
 * Put the chat on the page, unless the page has the element already; called by widget.js.
 * @param {import("./chat.js").Settings} settings the script tag's data- attributes; those of the element win
 * @param {typeof import("./chat.js").Chat} Chat it imports this file
 */
export async function mount(settings, Chat) {
  const { words } = await import(`./words.${language(settings.language)}.js`);
  const sheet = await styles("chat.css");

  class ComptoirChat extends HTMLElement {
    /** @type {import("./chat.js").Chat | undefined} */
    #chat;

    connectedCallback() {
      this.#chat ??= new Chat(this, { ...settings, ...this.dataset }, words, sheet);
    }

    open() {
      this.#chat?.open();
    }

    close() {
      this.#chat?.close();
    }

    /**
     * Open the chat and send a message as the customer: for "Ask about this product" buttons.
     * @param {string} text
     */
    ask(text) {
      this.#chat?.open();
      this.#chat?.ask(text);
    }

    /**
     * Say what the customer sees: for pages that change without being loaded.
     * @param {Seen} seen as the shop's catalogue has it; none: nothing of the kind is on the page
     */
    page({ product = "", category = "", basket = "" }) {
      if (this.#chat) this.#chat.seen = { product, category, basket };
    }

    /** @param {string} token a JWT that says who is signed in on the page */
    identify(token) {
      this.#chat?.identify(token);
    }
  }

  customElements.define("comptoir-chat", ComptoirChat);
  let chat = /** @type {ComptoirChat | null} */ (document.querySelector("comptoir-chat"));
  if (!chat) document.body.append((chat = /** @type {ComptoirChat} */ (document.createElement("comptoir-chat"))));
  document.body.prepend(skipLink(chat, words.skip));
}
