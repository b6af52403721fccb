/** The open conversation: shown without loading the page again, and kept as it is in the log. */

import { separateDays, showTimes } from "./clocks.js";
import { dropDraft, lockComposer, moved, startComposer } from "./composer.js";
import { current, elements, fetchPart, find, findAll, make, notify, post, say } from "./dom.js";
import { markCurrent } from "./list.js";

/** @typedef {{conversation: string, sequence: number, spoken: number, composer: string, erased: boolean, entries: string, head: string, lock: string, denied?: string}} Told */

const NEAR = 80; // pixels from the end: who reads there wants to see what comes

/** Show a conversation, or none, beside the list. @param {string} url @param {boolean} keep */
export async function open(url, keep = true) {
  const pane = find("#pane");
  if (!pane) {
    location.href = url;
    return;
  }
  let html = "";
  try {
    html = await fetchPart(url, "pane");
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
    return;
  }
  pane.innerHTML = html;
  if (keep) history.pushState({}, "", url);
  document.body.classList.toggle("reading", Boolean(current().id));
  begin();
  document.dispatchEvent(new CustomEvent("console:opened"));
  if (matchMedia("(max-width: 760px)").matches) find("#content")?.focus();
}

/** Make what the server sent work. */
export function begin() {
  const log = find("#log");
  markCurrent();
  const pane = find("#pane");
  if (pane) showTimes(pane);
  if (!log) return;
  separateDays(log);
  stick(log);
  startComposer(takeThread);
  watchWindow();
  void showCustomer();
}

/** Show who the customer is; the shop may take its time, so the conversation does not wait. */
async function showCustomer() {
  const place = find("#customer");
  const { id } = current();
  if (!place?.dataset.known) return;
  try {
    const html = await fetchPart(`/console/c/${id}/customer`, "customer");
    if (current().id !== id) return;
    place.innerHTML = html;
    showTimes(place);
  } catch {
    place.replaceChildren();
  }
}

/** Whether the reader is at the end, and stays there whatever comes or changes its height. */
let atEnd = true;
/** @type {ResizeObserver | undefined} */
let resizing;

/** @param {HTMLElement} log */
function stick(log) {
  atEnd = true;
  log.scrollTop = log.scrollHeight;
  log.addEventListener("scroll", () => {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  });
  resizing?.disconnect();
  resizing = new ResizeObserver(() => {
    if (atEnd) log.scrollTop = log.scrollHeight;
  });
  resizing.observe(log);
}

/** Show the list instead of a conversation that is not there for the reader any more. @param {string} why */
export function leaveFor(why) {
  dropDraft(current().id);
  notify(say(why));
  void open("/console");
}

/** Take in what the page has not. @param {Told} told */
export function takeThread(told) {
  const { id, sequence } = current();
  if (told.conversation !== id || told.sequence < sequence) return;
  if (told.erased) {
    leaveFor("erased");
    return;
  }
  const thread = find("#content");
  const log = find("#log");
  if (!thread || !log) return;
  const near = atEnd;
  for (const entry of elements(told.entries)) takeEntry(log, entry, sequence);
  thread.dataset.sequence = String(told.sequence);
  separateDays(log);
  showTimes(log);
  swap("#head", told.head);
  swap("#lock", told.lock);
  lockComposer(told.composer);
  watchWindow();
  for (const field of findAll("[name=seen]", thread))
    if (field instanceof HTMLInputElement) field.value = String(told.sequence);
  if (near) log.scrollTop = log.scrollHeight;
}

let closing = 0;

/** Show the conversation anew when its channel takes no words any more; a draft stays. */
function watchWindow() {
  clearTimeout(closing);
  const until = new Date(find("#lock [data-until]")?.dataset.until ?? "").getTime();
  if (Number.isNaN(until)) return;
  const { id } = current();
  closing = window.setTimeout(() => {
    if (current().id === id) void open(location.href, false);
  }, Math.min(until - Date.now() + 500, 2 ** 31 - 1));
}

/** @param {HTMLElement} log @param {HTMLElement} entry @param {number} sequence */
function takeEntry(log, entry, sequence) {
  const old = document.getElementById(entry.id);
  if (old) {
    const open_ = find("details", old)?.hasAttribute("open");
    if (open_) find("details", entry)?.setAttribute("open", "");
    old.replaceWith(entry);
    return;
  }
  const at = Number(entry.dataset.sequence);
  for (const sent of findAll("[data-sends]", log))
    if (sent.dataset.sends === entry.dataset.client) sent.remove(); // the stream was quicker
  const next = findAll("[data-sequence]", log).find((one) => Number(one.dataset.sequence) > at);
  log.insertBefore(entry, next ?? find(":scope > [data-sends]", log)); // before what is on its way
  if (entry.dataset.spoken === "customer") hideWriting();
  if (entry.dataset.spoken && at > sequence) moved(entry.dataset.spoken);
}

/**
 * Replace a part, unless it is the same; open menus stay open, the focus stays where it was.
 * @param {string} selector @param {string} html
 */
function swap(selector, html) {
  const part = find(selector);
  if (!part || parts.get(part) === html) return;
  const focus = part.contains(document.activeElement) ? path(document.activeElement) : null;
  const open_ = findAll("details[open]", part).map((one) => one.id);
  const closed = findAll("details:not([open])", part).map((one) => one.id);
  part.innerHTML = html;
  parts.set(part, html);
  for (const one of findAll("details", part)) {
    if (open_.includes(one.id)) one.setAttribute("open", "");
    if (closed.includes(one.id)) one.removeAttribute("open");
  }
  showTimes(part);
  if (focus) find(focus, part)?.focus({ preventScroll: true });
}
/** @type {WeakMap<Element, string>} */
const parts = new WeakMap();

/** Return a selector that finds the same control again. @param {Element | null} element */
function path(element) {
  if (element?.id) return `#${element.id}`;
  const key = element?.getAttribute("data-key");
  if (key) return `[data-key="${key}"]`;
  const name = element?.getAttribute("name");
  if (name) return `[name="${name}"]`;
  const menu = element?.closest("details");
  return menu?.id ? `#${menu.id} > summary` : "button, summary";
}

const WRITES_S = 6; // a customer's page says it again every three seconds
let writing = 0;

/** Say that the customer writes, for as long as they may still do. */
export function showWriting() {
  const place = find("#writing");
  if (!place) return;
  clearTimeout(writing);
  writing = window.setTimeout(hideWriting, WRITES_S * 1000);
  if (!place.textContent) place.textContent = say("customer_writes");
}

function hideWriting() {
  clearTimeout(writing);
  find("#writing")?.replaceChildren();
}

/** Say who else is here. @param {{name: string, typing: boolean}[]} viewers */
export function takeViewers(viewers) {
  const place = find("#viewers");
  if (!place) return;
  place.replaceChildren(
    ...viewers.map((one) =>
      make("span", {
        class: one.typing ? "viewer typing" : "viewer",
        text: say(one.typing ? "writing" : "viewing", { who: one.name }),
      }),
    ),
  );
}

/** Do what a form in the thread says. @param {HTMLFormElement} form @param {HTMLElement | null} by */
export async function act(form, by) {
  const fields = new FormData(form);
  if (by instanceof HTMLButtonElement && by.name) fields.append(by.name, by.value);
  const buttons = findAll("button", form);
  for (const one of buttons) if (one instanceof HTMLButtonElement) one.disabled = true;
  try {
    const { body } = await post(form.action + location.search, fields, current().sequence);
    for (const menu of findAll("details.menu[open]")) menu.removeAttribute("open");
    if (body.go) {
      await open(body.go);
      return;
    }
    takeThread(body);
    if (body.denied) notify(body.denied);
  } catch (error) {
    notify(/** @type {Error} */ (error).message);
  } finally {
    for (const one of buttons) if (one instanceof HTMLButtonElement) one.disabled = false;
  }
}
