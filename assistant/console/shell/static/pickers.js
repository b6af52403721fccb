/** What is offered while writing: ready-made replies after "/", colleagues after "@" in a note. */

import { current, find, findAll, make } from "./dom.js";

/** @typedef {{name: string, text: string, detail: string}} Choice */
/** @typedef {{canned: {shortcut: string, title: string, text: string}[], colleagues: string[]}} Offered */

let of = "";
/** @type {Promise<Offered> | undefined} */
let offered;

/** @returns {Promise<Offered>} */
function offers() {
  const { id } = current();
  if (of !== id || !offered) {
    of = id;
    offered = fetch(`/console/c/${id}/offers`, { headers: { Accept: "application/json" } }).then(
      (answer) => (answer.ok ? answer.json() : { canned: [], colleagues: [] }),
    );
    offered.catch(() => (offered = undefined));
  }
  return offered;
}

/** Forget what was offered: the customer, and with them the blanks, may be known by now. */
export function forgetOffers() {
  offered = undefined;
}

/**
 * Return where what is being typed begins, and what it is; null: nothing is to be offered.
 * @param {HTMLTextAreaElement} text @param {boolean} noting
 */
function typed(text, noting) {
  const before = text.value.slice(0, text.selectionStart);
  const slash = /^\/(\S*)$/u.exec(before);
  if (slash && !noting) return { from: 0, kind: "canned", word: slash[1] ?? "" };
  const at = /(?:^|\s)@([\p{L}\p{M}-]*)$/u.exec(before);
  if (at && noting)
    return { from: before.length - (at[1] ?? "").length - 1, kind: "colleague", word: at[1] ?? "" };
  return null;
}

/** @type {Choice[]} */
let shown = [];
let selected = 0;

/** Offer what fits. @param {HTMLTextAreaElement} text @param {boolean} noting */
export async function offer(text, noting) {
  const asked = typed(text, noting);
  if (!asked) {
    hide(text);
    return;
  }
  const all = await offers();
  const now = typed(text, noting);
  if (!now || now.word !== asked.word) return;
  const wanted = fold(asked.word);
  shown =
    asked.kind === "canned"
      ? all.canned
          .filter((one) => fold(`${one.shortcut} ${one.title} ${one.text}`).includes(wanted))
          .sort((a, b) => Number(fold(b.shortcut).startsWith(wanted)) - Number(fold(a.shortcut).startsWith(wanted)))
          .map((one) => ({ name: `/${one.shortcut} · ${one.title}`, text: one.text, detail: one.text }))
      : all.colleagues
          .filter((name) => fold(name).includes(wanted))
          .map((name) => ({ name: `@${name}`, text: `@${name} `, detail: "" }));
  shown = shown.slice(0, 8);
  selected = 0;
  draw(text, asked.from);
  if (asked.kind === "canned" && !all.canned.length) sayNone();
}

/** Say that there is nothing to choose yet, where the choices would be. */
function sayNone() {
  const list = find("#choices");
  if (!list) return;
  list.hidden = false;
  list.replaceChildren(make("li", { class: "quiet", text: list.dataset.none ?? "" }, { role: "option", "aria-disabled": "true" }));
}

/** @param {HTMLTextAreaElement} text @param {number} from */
function draw(text, from) {
  const list = find("#choices");
  if (!list) return;
  list.hidden = shown.length === 0;
  list.replaceChildren(
    ...shown.map((one, index) => {
      const item = make("li", {}, { role: "option", id: `choice-${index}`, "aria-selected": String(index === selected) });
      item.append(make("b", { text: one.name }));
      if (one.detail) item.append(make("span", { class: "quiet", text: one.detail }));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(text, from, one);
      });
      return item;
    }),
  );
  text.setAttribute("aria-controls", "choices");
  if (shown.length) text.setAttribute("aria-activedescendant", `choice-${selected}`);
  else text.removeAttribute("aria-activedescendant");
}

/** @param {HTMLTextAreaElement} text @param {number} from @param {Choice} choice */
function take(text, from, choice) {
  text.setRangeText(choice.text, from, text.selectionStart, "end");
  hide(text);
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

/** @param {HTMLTextAreaElement} text */
export function hide(text) {
  const list = find("#choices");
  if (list) {
    list.hidden = true;
    list.replaceChildren();
  }
  shown = [];
  text.removeAttribute("aria-activedescendant");
}

/**
 * Move through what is offered, take or leave it; false: the key is for somebody else.
 * @param {KeyboardEvent} event @param {HTMLTextAreaElement} text @param {boolean} noting
 */
export function onPickerKey(event, text, noting) {
  if (!shown.length || find("#choices")?.hidden) return false;
  const asked = typed(text, noting);
  if (!asked) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    selected = (selected + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length;
    draw(text, asked.from);
    findAll("#choices li")[selected]?.scrollIntoView({ block: "nearest" });
  } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") {
    const choice = shown[selected];
    if (choice) take(text, asked.from, choice);
  } else if (event.key === "Escape") hide(text);
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
