/** Times in the reader's own zone, and clocks that tick. */

import { find, findAll, make, say } from "./dom.js";

const chosen = document.documentElement.lang;
/** The reader's own kind of the language they chose: British English has other dates. */
const language = navigator.languages.find((one) => one.startsWith(chosen)) ?? chosen;
const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat(language, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const near = new Intl.DateTimeFormat(language, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });

/** Show all times below an element. @param {ParentNode} [within] */
export function showTimes(within = document) {
  for (const element of findAll("time[datetime]", within)) {
    const at = new Date(element.getAttribute("datetime") ?? "");
    if (Number.isNaN(at.getTime())) continue;
    element.title = full.format(at);
    if ("time" in element.dataset) element.textContent = time.format(at);
    if ("full" in element.dataset) element.textContent = full.format(at);
    if ("near" in element.dataset) element.textContent = (sameDay(at, new Date()) ? time : near).format(at);
    if ("when" in element.dataset) element.textContent = when(at);
    if ("clock" in element.dataset) tick(element, at);
  }
}

/** Return a time of today as a time, another as a day. @param {Date} at */
function when(at) {
  return sameDay(at, new Date()) ? time.format(at) : day.format(at);
}

/** @param {HTMLElement} element @param {Date} since */
function tick(element, since) {
  const seconds = Math.max(0, Math.floor((Date.now() - since.getTime()) / 1000));
  const text = waited(seconds);
  if (element.textContent !== text) element.textContent = text;
  const level = seconds >= 900 ? "late" : seconds >= 300 ? "long" : "";
  if (element.dataset.level !== level) element.dataset.level = level;
}

/** Return a wait in at most two units. @param {number} seconds */
export function waited(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const short = chosen === "fr" ? "j" : "d";
  if (days) return `${days} ${short} ${hours % 24} h`;
  if (hours) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

/** @param {Date} one @param {Date} other */
function sameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

/** Put a line between entries of different days. @param {HTMLElement} log */
export function separateDays(log) {
  for (const old of findAll(".day", log)) old.remove();
  let before = "";
  for (const entry of findAll("[data-at]", log)) {
    const at = new Date(entry.dataset.at ?? "");
    if (at.toDateString() === before) continue;
    before = at.toDateString();
    entry.before(make("p", { class: "day", text: dayName(at) }));
  }
}

/** @param {Date} at */
function dayName(at) {
  const today = new Date();
  if (sameDay(at, today)) return say("today");
  if (sameDay(at, new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1)))
    return say("yesterday");
  return longDay.format(at);
}

export function startClocks() {
  showTimes();
  setInterval(() => {
    if (document.hidden) return;
    for (const element of findAll("time[data-clock]"))
      tick(element, new Date(element.getAttribute("datetime") ?? ""));
  }, 1000);
  document.addEventListener("visibilitychange", () => showTimes());
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const field = find("[data-offset]", form);
    const chosen = find("input[type=datetime-local]", form);
    // That of the moment chosen, which may lie behind a change of the clocks.
    const at = chosen instanceof HTMLInputElement && chosen.value ? new Date(chosen.value) : new Date();
    if (field instanceof HTMLInputElement) field.value = String(at.getTimezoneOffset());
  }, true);
}
