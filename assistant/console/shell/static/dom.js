/** What every part of the console uses: finding elements, words, asking the server. */

/** @type {Record<string, string>} */
const words = JSON.parse(document.body.dataset.words ?? "{}");

/**
 * Return a text in the agent's language, with its placeholders filled.
 * @param {string} name
 * @param {Record<string, string>} [values]
 */
export function say(name, values = {}) {
  return Object.entries(values).reduce(
    (text, [key, value]) => text.replace(`{${key}}`, value),
    words[name] ?? name,
  );
}

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T | null}
 */
export function find(selector, within = document) {
  return /** @type {T | null} */ (within.querySelector(selector));
}

/**
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {HTMLElement[]}
 */
export function findAll(selector, within = document) {
  return /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);
}

/**
 * Turn the server's HTML into elements. Nothing in it runs: it has no scripts, and none may.
 * @param {string} html
 * @returns {HTMLElement[]}
 */
export function elements(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return /** @type {HTMLElement[]} */ ([...holder.content.children]);
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{class?: string, text?: string}} [with_]
 * @param {Record<string, string>} [attributes]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, with_ = {}, attributes = {}) {
  const made = document.createElement(tag);
  if (with_.class) made.className = with_.class;
  if (with_.text) made.textContent = with_.text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Say something at the foot of the page, aloud too. @param {string} text */
export function notify(text) {
  const notice = find("#notice");
  if (!notice) return;
  notice.textContent = text;
  notice.classList.toggle("on", Boolean(text));
  clearTimeout(notifying);
  if (text) notifying = window.setTimeout(() => notify(""), 6000);
}
let notifying = 0;

/**
 * Ask for a part of a page; a session that is over leads to signing in.
 * @param {string} url
 * @param {string} part
 * @returns {Promise<string>}
 */
export async function fetchPart(url, part) {
  const answer = await fetch(url, { headers: { "X-Part": part, Accept: "application/json" } });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(reason(answer.status, await answer.text()));
  return answer.text();
}

/**
 * @typedef {{status: number, body: any}} Posted
 * Send a form's fields. Throws what is to be shown if nothing was understood of it.
 * @param {string} url
 * @param {Record<string, string> | FormData} fields
 * @param {number} [after] the last event the page has
 * @returns {Promise<Posted>}
 */
export async function post(url, fields, after = 0) {
  const body = new URLSearchParams();
  const pairs = fields instanceof FormData ? [...fields] : Object.entries(fields);
  for (const [name, value] of pairs) body.append(name, String(value));
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: {
      Accept: "application/json",
      "X-After": String(after),
      "X-CSRF-Token": document.body.dataset.csrf ?? "",
      "X-Requested-With": "console",
    },
  });
  if (answer.status === 401) location.reload();
  if (answer.status === 204) return { status: 204, body: null };
  if (answer.ok || answer.status === 409) return { status: answer.status, body: await answer.json() };
  throw new Error(reason(answer.status, await answer.text()));
}

/** Return what an answer says went wrong. @param {number} status @param {string} body @returns {string} */
export function reason(status, body) {
  try {
    return JSON.parse(body).error.message;
  } catch {
    return String(status);
  }
}

/** A new id for something that is written. */
export function newId() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

/** Return which conversation is open, and the last event the page has of it. */
export function current() {
  const thread = find("#content");
  return {
    id: thread?.dataset.conversation ?? "",
    sequence: Number(thread?.dataset.sequence ?? 0),
  };
}
