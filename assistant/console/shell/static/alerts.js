/** Sounds and notices of the desktop when something waits: off until somebody turns them on, in this browser. */

import { find, findAll, say } from "./dom.js";

/** @typedef {{sound: boolean, desktop: boolean, from: string, until: string}} Wanted */

const KEY = `alerts:${document.body.dataset.me ?? ""}`;
const LAST = "alerts:last"; // several open pages tell of one thing once
const APART_MS = 5000; // counts follow rows after 3 s
const PLACE = "/console/c/";

/** @returns {Wanted} */
function wanted() {
  try {
    return { sound: false, desktop: false, from: "", until: "", ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { sound: false, desktop: false, from: "", until: "" };
  }
}

/** Return whether a time, as "22:30", is in the quiet hours. @param {Wanted} one @param {string} now */
export function isQuiet({ from, until }, now) {
  if (!from || !until || from === until) return false;
  return from < until ? from <= now && now < until : now >= from || now < until;
}

/** Tell the agent that something waits. @param {string} text @param {string} [conversation] */
export function alertAgent(text, conversation = "") {
  const one = wanted();
  const now = new Date();
  if (isQuiet(one, now.toTimeString().slice(0, 5))) return;
  if (now.getTime() - Number(localStorage.getItem(LAST) ?? 0) < APART_MS) return;
  localStorage.setItem(LAST, String(now.getTime()));
  if (one.sound) ring();
  if (!one.desktop || document.hasFocus() || !("Notification" in window) || Notification.permission !== "granted") return;
  const notice = new Notification("Comptoir", { body: text, tag: conversation || "comptoir" });
  notice.addEventListener("click", () => {
    window.focus();
    if (conversation) location.assign(PLACE + conversation);
    notice.close();
  });
}

/** Play two short tones. */
function ring() {
  const audio = new AudioContext();
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  [880, 1175].forEach((hertz, place) => {
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(volume);
    tone.start(audio.currentTime + place * 0.16);
    tone.stop(audio.currentTime + place * 0.16 + 0.12);
  });
  window.setTimeout(() => void audio.close(), 600);
}

/** Tell of a row that waits now and did not before, if it is the agent's or nobody's.
 *  @param {HTMLElement} row @param {HTMLElement | null} old */
export function alertOfRow(row, old) {
  const whose = row.dataset.agent ?? "";
  const waits = find(".waits", row) && !(old && find(".waits", old));
  if (waits && ["", document.body.dataset.me].includes(whose)) alertAgent(say("alert_waits"), row.dataset.id);
}

/** Show what is wanted, and keep what is changed. */
export function startAlerts() {
  const form = find("#alerts");
  if (!form) return;
  const fields = /** @type {HTMLInputElement[]} */ (findAll("input[data-alert]", form));
  const one = /** @type {Record<string, string | boolean>} */ (wanted());
  for (const field of fields) {
    const kept = one[field.dataset.alert ?? ""];
    if (field.type === "checkbox") field.checked = Boolean(kept);
    else field.value = String(kept);
  }
  form.hidden = false;
  form.addEventListener("change", () => void keep(fields));
}

/** @param {HTMLInputElement[]} fields */
async function keep(fields) {
  const desktop = fields.find((one) => one.dataset.alert === "desktop");
  if (desktop?.checked && (await mayNotify()) !== "granted") {
    desktop.checked = false;
    const refused = find("#alerts-refused");
    if (refused) refused.hidden = false;
  }
  const chosen = fields.map((one) => [one.dataset.alert, one.type === "checkbox" ? one.checked : one.value]);
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(chosen)));
}

async function mayNotify() {
  return "Notification" in window ? await Notification.requestPermission() : "denied";
}
