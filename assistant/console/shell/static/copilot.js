/** The copilot: a draft, the agent's words said otherwise, the documents, an operation. It sends nothing. */

import { current, find, findAll, make, notify, post, reason, say } from "./dom.js";
import { choose, put, textarea } from "./field.js";

/**
 * One help: its words, what stood in the composer before it, and what a draft took the place of.
 * @typedef {{help: string, text: string, by_model: boolean, before?: string, replaced?: Helped[]}} Helped
 */
/** @typedef {{type: string, help: string, text: string, html: string, by_model?: boolean, doubted?: boolean}} Told */

const REWORDS = ["shorter", "warmer", "to_french", "to_english"];

/** What the copilot had a part in, of what stands in the composer. @type {Helped[]} */
let helps = [];
/** What is being waited for. @type {AbortController | undefined} */
let asking;

/** Make the copilot of a conversation work. @param {Helped[]} kept of a draft that was kept */
export function startCopilot(kept) {
  stop();
  helps = kept;
  for (const one of findAll("[data-help]")) one.addEventListener("click", () => void help(one.dataset.help ?? ""));
  const form = find("#ask");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });
  if (helps.length) mark();
  chip();
}

const MOST = 6; // of one reply: what came before has been said otherwise since

/** Return what the copilot had a part in. */
export const helped = () => helps.slice(-MOST);

/** Return the same as the server takes it. @param {Helped[]} taken */
export const counted = (taken) => taken.map(({ help, text, by_model }) => ({ help, text, by_model }));

/** Return what the copilot had a part in, for it is sent now; what drafts took the place of was not wanted. */
export function takeHelps() {
  const sent = helped().map((one) => {
    dropReplaced(one);
    return { ...one, replaced: [] };
  });
  forgetHelps();
  return sent;
}

/** Forget it: it was sent, or belongs to something else now. @param {Helped[]} [others] */
export function forgetHelps(others = []) {
  helps = others;
  hide();
  chip();
}

/** Say of all that stands in the composer that it was not wanted. */
export function dropHelps() {
  for (const one of helps) drop(one);
  forgetHelps();
}

/** @param {Helped} one */
function drop(one) {
  report(one, "discarded");
  dropReplaced(one);
}

/** @param {Helped} one */
function dropReplaced(one) {
  for (const other of one.replaced ?? []) drop(other);
}

/** Whether a draft stands as it came, so that it goes with what it answers. */
export function isUntouched() {
  const last = helps.at(-1);
  return last?.help === "draft" && last.text === textarea()?.value;
}

/** Take every draft away that stands as it came: the customer has written since. */
export function outdate() {
  while (isUntouched()) {
    const draft = back();
    if (draft) report(draft, "outdated");
  }
  showWhose();
  notify(say("draft_outdated"));
}

/** Put back what stood before the last help, whose it was included. */
function back() {
  const last = helps.pop();
  if (!last) return undefined;
  if (last.help === "draft") helps = last.replaced ?? [];
  put(last.before ?? ""); // a draft that an older page kept has none
  return last;
}

/** @param {{help: string, by_model: boolean}} one @param {string} outcome */
function report(one, outcome) {
  const fields = { help: one.help, outcome, by_model: one.by_model ? "1" : "" };
  post(`/console/c/${current().id}/copilot/unused`, fields).catch(() => {}); // a count, no more
}

/** Do what a button of the copilot says. @param {string} what */
async function help(what) {
  for (const menu of findAll("#composer details.menu[open]")) menu.removeAttribute("open");
  if (what === "ask") {
    openAsking();
    return;
  }
  const text = textarea();
  if (!text) return;
  if (REWORDS.includes(what) && !text.value.trim()) {
    notify(say("nothing_to_reword"));
    text.focus();
    return;
  }
  if (what === "draft") choose("reply");
  const stood = text.value;
  const told = await request(what, REWORDS.includes(what) ? stood : "", show());
  if (!told) return;
  const untouched = text.value === stood;
  const taken = untouched && !told.doubted;
  showEnd(told, taken);
  if (told.text && taken) take(told);
  else if (!told.text && told.help !== "operation") text.focus();
}

/** Put a help into the composer. @param {Told} told */
function take(told) {
  const text = textarea();
  if (!text) return;
  const replaced = told.help === "draft" ? helps.splice(0) : [];
  helps.push({ ...of(told), before: text.value, replaced });
  put(told.text);
  mark();
  chip();
  said(say("in_composer"));
  text.focus();
}

/** @param {Told} told */
const of = (told) => ({ help: told.help, text: told.text, by_model: Boolean(told.by_model) });

/** Take the last help back. */
function undo() {
  const last = back();
  if (last) report(last, "discarded");
  showWhose();
  textarea()?.focus();
}

/** Let the card and the chip say whose words stand in the composer now. */
function showWhose() {
  hide();
  if (helps.length) mark();
  chip();
}

/** Say beside the words whose they are, as long as they stand there. */
function chip() {
  const place = find("#made");
  if (!place) return;
  const model = helps.some((one) => one.by_model);
  place.hidden = !helps.length;
  place.textContent = helps.length ? say(model ? "by_model" : "by_shop") : "";
}

/**
 * Ask the server, showing how far it is; undefined: it was cancelled, or nothing came.
 * @param {string} what @param {string} text @param {HTMLElement | null} place
 * @returns {Promise<Told | undefined>}
 */
async function request(what, text, place) {
  endWaiting();
  const mine = new AbortController();
  asking = mine;
  const { id } = current();
  waiting(place, what);
  try {
    const answer = await fetch(`/console/c/${id}/copilot`, {
      method: "POST",
      signal: mine.signal,
      body: new URLSearchParams({ help: what, text }),
      headers: { Accept: "application/json", "X-CSRF-Token": document.body.dataset.csrf ?? "", "X-Requested-With": "console" },
    });
    if (answer.status === 401) location.reload();
    if (!answer.ok || !answer.body) throw new Error(reason(answer.status, await answer.text()));
    for await (const told of messages(answer.body)) {
      if (current().id !== id) return undefined;
      if (told.type === "end") return told;
      const words = place && find("[data-coming]", place);
      if (words) words.textContent = told.text;
    }
    throw new TypeError();
  } catch (error) {
    if (mine.signal.aborted) return undefined;
    if (place) fail(place, error instanceof TypeError ? say("network") : /** @type {Error} */ (error).message);
    return undefined;
  } finally {
    if (asking === mine) {
      asking = undefined;
      busy(false);
    }
  }
}

/** @param {ReadableStream<Uint8Array>} body @returns {AsyncGenerator<Told>} */
async function* messages(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice(6));
  }
}

/** Stop waiting. */
export function stop() {
  asking?.abort();
  asking = undefined;
  busy(false);
}

/** Whether something is being waited for; if so, it is not any more. */
export function cancel() {
  if (!asking) return false;
  endWaiting();
  said(say("help_cancelled"));
  return true;
}

/** Stop waiting, and let nothing say that something is coming. */
function endWaiting() {
  stop();
  if (find("#helped [data-coming]")) showWhose();
  if (find("#ask-found [data-coming]")) find("#ask-found")?.replaceChildren();
}

/** @param {boolean} is */
function busy(is) {
  find("#copilot")?.setAttribute("aria-busy", String(is));
}

/** @returns {HTMLElement | null} */
function show() {
  const card = find("#helped");
  if (card) card.hidden = false;
  return card;
}

function hide() {
  const card = find("#helped");
  if (!card) return;
  card.hidden = true;
  card.replaceChildren();
}

/** @param {HTMLElement | null} place @param {string} what */
function waiting(place, what) {
  if (!place) return;
  place.hidden = false;
  busy(true);
  const end = make("button", { class: "button", text: say("cancel") }, { type: "button" });
  end.addEventListener("click", () => {
    cancel();
    textarea()?.focus();
  });
  const words = make("p", { class: "coming" }, { "data-coming": "" });
  place.replaceChildren(make("p", { class: "made", text: say(`helping_${what}`) }), words, end);
  said(say(`helping_${what}`));
}

/** @param {HTMLElement} place @param {string} why */
function fail(place, why) {
  place.replaceChildren(make("p", { text: why }), closer());
  said(why);
}

/** Show what came, beside the composer. @param {Told} told @param {boolean} taken */
function showEnd(told, taken) {
  const card = show();
  if (!card) return;
  card.innerHTML = told.html;
  dress(card, told, taken);
  if (!told.text || !taken) said(find("[data-said]", card)?.textContent ?? "");
}

/** Give the controls of a card their work. @param {HTMLElement} card @param {Told} told @param {boolean} taken */
function dress(card, told, taken) {
  const insert = find("[data-insert]", card);
  const words = find("[data-words]", card);
  const inserts = told.text && (!taken || told.help === "ask");
  if (insert) {
    insert.hidden = !inserts;
    insert.addEventListener("click", () => insertAnswer(told));
  }
  if (words && told.help !== "ask") words.hidden = taken;
  const back = find("[data-undo]", card);
  if (back) {
    back.hidden = !taken;
    back.addEventListener("click", undo);
  }
  find("[data-unwanted]", card)?.addEventListener("click", () => {
    report({ help: told.help, by_model: false }, "discarded");
    showWhose();
    textarea()?.focus();
  });
  if (told.help !== "operation" || !find("[data-unwanted]", card)) card.append(closer(told.text && taken ? hide : showWhose));
}

/** @param {() => void} [close] what to do with the card of the composer @returns {HTMLElement} */
function closer(close = showWhose) {
  const button = make("button", { class: "button icon-only close", text: "×" }, { type: "button", "aria-label": say("close") });
  button.addEventListener("click", () => {
    const place = button.closest("#ask-found");
    if (place) place.replaceChildren();
    else close();
    (place ? find("#question") : textarea())?.focus();
  });
  return button;
}

/** Put an answer where the cursor is, or a draft in place of all. @param {Told} told */
function insertAnswer(told) {
  const text = textarea();
  if (!text) return;
  if (told.help !== "ask") {
    hide();
    take(told);
    return;
  }
  helps.push({ ...of(told), before: text.value });
  text.setRangeText(told.text, text.selectionStart, text.selectionEnd, "end");
  put(text.value);
  showWhose();
  closeSide();
  said(say("in_composer"));
  text.focus();
}

/** Mark what stands in the composer as not written by the agent. */
function mark() {
  const card = show();
  const last = helps.at(-1);
  if (!card || !last || card.childElementCount) return;
  const back = make("button", { class: "button", text: say("undo") }, { type: "button" });
  back.addEventListener("click", undo);
  card.replaceChildren(make("p", { class: "made", text: say(last.by_model ? "made_by_model" : "made_of_words") }), back);
}

/** Say something to who does not see it. @param {string} text */
function said(text) {
  const place = find("#helped-said");
  if (place) place.textContent = text;
}

function openAsking() {
  const side = find("#side");
  if (side && !side.offsetParent) find("[data-side]")?.click();
  const field = find("#ask [name=question]");
  field?.scrollIntoView({ block: "nearest" });
  field?.focus();
}

function closeSide() {
  if (document.body.classList.contains("sided")) find("[data-side-close]")?.click();
}

/** Answer the agent's question from the documents. */
async function ask() {
  const field = /** @type {HTMLInputElement | null} */ (find("#ask [name=question]"));
  const place = find("#ask-found");
  if (!field?.value.trim() || !place) {
    field?.focus();
    return;
  }
  const told = await request("ask", field.value, place);
  if (!told) return;
  place.innerHTML = told.html;
  dress(place, told, false);
  said(find("[data-said]", place)?.textContent ?? "");
}
