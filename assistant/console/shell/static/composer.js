/** Writing: drafts that know when the conversation moved on, words that are sent once. */

import { toggleEmoji } from "./emoji.js";
import { forgetOffers, hide, offer, onPickerKey } from "./pickers.js";
import { cancel, counted, dropHelps, forgetHelps, helped, isUntouched, outdate, startCopilot, takeHelps } from "./copilot.js";
import { current, elements, find, findAll, make, newId, notify, post, say } from "./dom.js";
import { hasFiles, onTheWay, putBack, startFiles, takeFiles } from "./files.js";
import { choose, composer, dress, grow, mode, put, textarea } from "./field.js";

const WRITING_S = 4; // without a key for so long, nobody is writing

/** @param {string} id */
const key = (id) => `comptoir:draft:${id}`;

/** @typedef {import("./copilot.js").Helped} Helped */
/** @typedef {{text: string, mode: string, spoken: number, helps?: Helped[]}} Draft */

/** @param {string} id @returns {Draft | null} */
function kept(id) {
  try {
    return JSON.parse(localStorage.getItem(key(id)) ?? "null");
  } catch {
    return null;
  }
}

/** Forget what was being written in a conversation. @param {string} id */
export function dropDraft(id) {
  localStorage.removeItem(key(id));
}

/** Forget what was being written in conversations that are not there any more. */
export async function dropLostDrafts() {
  const start = key("");
  const ids = Object.keys(localStorage)
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .slice(0, 50);
  if (!ids.length) return;
  const answer = await fetch(`/console/drafts?ids=${ids.join(",")}`, { headers: { Accept: "application/json" } });
  if (answer.ok) for (const id of (await answer.json()).gone) dropDraft(id);
}

function spoken() {
  return Number(find("#head [data-spoken]")?.dataset.spoken ?? 0);
}

/** Takes in what the server answers to words that were sent. @type {(told: any) => void} */
let take = () => {};

/**
 * Make the composer of a conversation work, with what was written there before.
 * @param {(told: any) => void} takeThread takes in what the server answers
 */
export function startComposer(takeThread) {
  take = takeThread;
  const form = composer();
  const text = textarea();
  if (!form || !text) return;
  const draft = kept(current().id);
  if (draft?.text) {
    text.value = draft.text;
    choose(draft.mode);
    if (draft.mode === "reply" && spoken() > draft.spoken) stale(true);
  }
  text.addEventListener("console:put", keep);
  startCopilot(draft?.text ? draft.helps ?? [] : []);
  lockComposer(form.dataset.state ?? "free");
  grow();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  text.addEventListener("input", () => {
    grow();
    if (!text.value.trim()) dropHelps();
    keep();
    writing();
    void offer(text, mode() === "note");
  });
  text.addEventListener("keydown", (event) => void onPickerKey(event, text, mode() === "note"));
  text.addEventListener("blur", () => hide(text));
  forgetOffers();
  startFiles();
  const emoji = find("[data-emoji]", form);
  emoji?.addEventListener("click", () =>
    toggleEmoji(emoji, (one) => {
      text.setRangeText(one, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    }),
  );
  for (const radio of findAll("[name=mode]", form)) radio.addEventListener("change", dress);
  find("[data-drop]", form)?.addEventListener("click", () => {
    dropHelps();
    stale(false);
    put("");
    text.focus();
  });
  find("[data-keep]", form)?.addEventListener("click", () => {
    stale(false);
    keep();
    text.focus();
  });
}

/** Allow or refuse words to the customer. @param {string} state */
export function lockComposer(state) {
  const form = composer();
  const reply = find("#composer [name=mode][value=reply]");
  if (!form || !(reply instanceof HTMLInputElement)) return;
  const was = form.dataset.state;
  form.dataset.state = state;
  reply.disabled = state !== "free";
  const draft = find("#copilot [data-help=draft]");
  if (draft instanceof HTMLButtonElement) draft.disabled = reply.disabled;
  if (reply.disabled && reply.checked) {
    if (textarea()?.value.trim()) stale(true); // it was for the customer, and is no note
    choose("note");
  }
  if (!reply.disabled && was !== "free" && !textarea()?.value) choose("reply");
  dress();
}

function keep() {
  const text = textarea();
  const { id } = current();
  if (!text || !id) return;
  if (!text.value.trim()) localStorage.removeItem(key(id));
  else if (!find("#stale") || find("#stale")?.hidden)
    localStorage.setItem(key(id), JSON.stringify({ text: text.value, mode: mode(), spoken: spoken(), helps: helped() }));
}

/** @param {boolean} is */
function stale(is) {
  const warning = find("#stale");
  if (warning) warning.hidden = !is;
}

/** Somebody said something while a draft stands. @param {string} who */
export function moved(who) {
  if (!textarea()?.value.trim() || mode() === "note") return;
  if (isUntouched()) outdate();
  if (who !== "customer" && textarea()?.value.trim()) stale(true); // so are words from before a draft
}

/** Send what is written, once, however often it is tried. */
export async function send() {
  const form = composer();
  const text = textarea();
  if (!form || !text) return;
  const replying = mode() === "reply";
  if (!text.value.trim() && !(replying && hasFiles())) return;
  if (replying && onTheWay()) {
    notify(say("file_wait"));
    return;
  }
  if (!find("#stale")?.hidden) {
    find("[data-drop]")?.focus();
    return;
  }
  if (saidSo) {
    wroteAt = 0; // what is sent is not being written any more
    void here();
  }
  const files = replying ? takeFiles() : [];
  const helps = replying ? takeHelps() : [];
  if (replying) forgetHelps();
  else dropHelps(); // a note is no reply: the customer has nothing of them
  cancel();
  const fields = {
    files: files.map((one) => one.id).join(","),
    mode: mode(),
    text: text.value,
    client_id: newId(),
    seen: String(current().sequence),
    helped: replying ? JSON.stringify(counted(helps)) : "",
  };
  text.value = "";
  keep();
  grow();
  await deliver(form.action + location.search, { fields, bubble: sendingBubble(fields, files), files, helps });
}

/** @typedef {ReturnType<typeof takeFiles>} Files */
/** @typedef {{fields: Record<string, string>, bubble: HTMLElement, files: Files, helps: Helped[]}} Sending */

/** @param {string} url @param {Sending} sending */
async function deliver(url, sending) {
  const { fields, bubble } = sending;
  const id = current().id;
  bubble.className = bubble.className.replace("failed", "sending");
  find(".foot", bubble)?.replaceChildren(make("span", { text: say("sending") }));
  try {
    const { body } = await post(url, fields, current().sequence);
    if (body.denied) {
      if (current().id === id) take(body);
      failed(url, sending, body.denied);
      return;
    }
    bubble.remove();
    take(body);
  } catch (error) {
    const why = error instanceof TypeError ? say("network") : /** @type {Error} */ (error).message;
    failed(url, sending, why);
  }
}

/**
 * Let what could not be sent be tried again with the same id, or be taken back.
 * @param {string} url @param {Sending} sending @param {string} why
 */
function failed(url, sending, why) {
  const { fields, bubble, files, helps } = sending;
  bubble.className = bubble.className.replace("sending", "failed");
  const again = make("button", { class: "link", text: say("retry") }, { type: "button" });
  again.addEventListener("click", () => void deliver(url, sending));
  const back = make("button", { class: "link", text: say("discard") }, { type: "button" });
  back.addEventListener("click", () => {
    bubble.remove();
    putBack(files);
    const text = textarea();
    if (text && !text.value) {
      text.value = fields.text ?? "";
      forgetHelps(helps);
    }
    keep();
    text?.focus();
  });
  const said = make("span", { text: say("failed", { why }) }, { role: "alert" });
  find(".foot", bubble)?.replaceChildren(said, again, back);
}

/** @param {Record<string, string>} fields @param {Files} files @returns {HTMLElement} */
function sendingBubble(fields, files) {
  const kind = fields.mode === "note" ? "note" : "agent";
  const [bubble] = elements(
    `<article class="message ${kind} sending"><div class="bubble"></div><p class="foot"></p></article>`,
  );
  const made = /** @type {HTMLElement} */ (bubble);
  const words = find(".bubble", made);
  if (words) words.textContent = [fields.text?.trim(), ...files.map((one) => one.file.name)].filter(Boolean).join("\n");
  made.dataset.sends = fields.client_id ?? "";
  const log = find("#log");
  log?.append(made);
  if (log) log.scrollTop = log.scrollHeight;
  return made;
}

let wroteAt = 0;
let saidSo = false;

function writing() {
  wroteAt = Date.now();
  if (!saidSo) void here();
}

/** Say that the agent is here, and whether they write. @param {boolean} [gone] */
export async function here(gone = false) {
  const { id } = current();
  saidSo = mode() === "reply" && Date.now() - wroteAt < WRITING_S * 1000;
  const fields = { conversation: id, typing: saidSo ? "1" : "", gone: gone ? "1" : "" };
  try {
    await post("/console/here", fields);
  } catch {
    // the next beat says it
  }
}

setInterval(() => {
  if (saidSo && Date.now() - wroteAt >= WRITING_S * 1000) void here();
}, 1000);
setInterval(() => {
  if (!document.hidden) void here();
}, 10000);
