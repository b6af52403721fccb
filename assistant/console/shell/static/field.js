/** The text field of the composer, its form, and the choice between a reply and a note. */

import { find } from "./dom.js";

/** @returns {HTMLFormElement | null} */
export function composer() {
  return /** @type {HTMLFormElement | null} */ (find("#composer"));
}

/** @returns {HTMLTextAreaElement | null} */
export function textarea() {
  return /** @type {HTMLTextAreaElement | null} */ (find("#text"));
}

/** Return what is being written: `reply` or `note`. */
export function mode() {
  const checked = find("#composer [name=mode]:checked");
  return checked instanceof HTMLInputElement ? checked.value : "reply";
}

/** Let other words stand in the composer. @param {string} words */
export function put(words) {
  const text = textarea();
  if (!text) return;
  text.value = words;
  text.dispatchEvent(new Event("console:put")); // the draft is kept before the field grows
  grow();
}

/** Choose between a reply and a note. @param {string} which */
export function choose(which) {
  const radio = find(`#composer [name=mode][value=${which === "note" ? "note" : "reply"}]`);
  if (radio instanceof HTMLInputElement && !radio.disabled) radio.checked = true;
  dress();
}

/** Dress the field for a reply or for a note. */
export function dress() {
  const form = composer();
  const text = textarea();
  if (!form || !text) return;
  form.classList.toggle("noting", mode() === "note");
  text.dataset.reply ??= text.placeholder;
  text.placeholder = (mode() === "note" ? text.dataset.note : text.dataset.reply) ?? "";
}

/** Let the field grow with its words, up to ten lines. */
export function grow() {
  const text = textarea();
  if (!text) return;
  text.rows = 2;
  while (text.rows < 10 && text.scrollHeight > text.clientHeight) text.rows += 1;
}
