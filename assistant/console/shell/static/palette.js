/** The keyboard: one key for what is done often, a command bar for everything. */

import { send } from "./composer.js";
import { cancel } from "./copilot.js";
import { find, findAll, make, say } from "./dom.js";
import { choose, textarea } from "./field.js";
import { move } from "./list.js";

/** @typedef {{name: string, keys?: string, run: () => void}} Command */

/** Press the visible control that has a key. @param {string} key */
function press(key) {
  const control = findAll(`[data-key="${key}"]`).find((one) => one.offsetParent) ?? find(`[data-key="${key}"]`);
  control?.click();
}

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => find("[data-back]")?.click(),
  t: () => press("t"),
  g: () => press("g"),
  e: () => press("e"),
  o: () => press("o"),
  r: () => write("reply"),
  n: () => write("note"),
  d: () => press("d"),
  a: () => press("a"),
  p: () => press("p"),
  1: () => press("1"),
  2: () => press("2"),
  3: () => press("3"),
  4: () => press("4"),
  "/": () => find("#q")?.focus(),
  "?": () => dialog("#help")?.showModal(),
};

/** @param {string} selector @returns {HTMLDialogElement | null} */
function dialog(selector) {
  return /** @type {HTMLDialogElement | null} */ (find(selector));
}

/** @param {string} which */
function write(which) {
  choose(which);
  textarea()?.focus();
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette();
    } else if (command && event.key === "Enter" && document.activeElement === textarea()) {
      event.preventDefault();
      void send();
    } else if (!command && !event.altKey && !isTyping(event.composedPath()[0]) && !find("dialog[open]")) {
      const run = KEYS[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    } else if (event.key === "Escape" && cancel()) {
      event.preventDefault();
    } else if (event.key === "Escape" && document.activeElement === textarea()) {
      find("#log")?.focus();
    }
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** @returns {Command[]} */
function commands() {
  const acts = findAll(".actions [data-key], #lock [data-key], #copilot [data-key]")
    .map((one) => ({ name: one.getAttribute("aria-label") ?? one.textContent?.trim() ?? "", keys: one.dataset.key, run: () => one.click() }));
  const views = findAll("#views a").map((one) => ({
    name: say("go_view", { name: find(".label", one)?.textContent ?? "" }),
    run: () => one.click(),
  }));
  const pages = findAll(".pages a").map((one) => ({
    name: say("go_page", { name: find(".label", one)?.textContent ?? "" }),
    run: () => one.click(),
  }));
  const rows = findAll("#cases a[data-open]").map((one) => ({
    name: `${find(".who", one)?.textContent ?? ""} ${find(".preview", one)?.textContent ?? ""}`,
    run: () => one.click(),
  }));
  return [...acts, ...views, ...pages, ...rows];
}

/** Show the command bar. */
function palette() {
  const bar = dialog("#palette");
  if (!bar || bar.open) return;
  const all = commands();
  const input = make("input", {}, {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list",
    "aria-label": say("commands"), placeholder: say("commands"), autocomplete: "off",
  });
  const listed = make("ul", {}, { id: "palette-list", role: "listbox", "aria-label": say("commands") });
  bar.replaceChildren(input, listed);
  let at = 0;
  /** @type {Command[]} */
  let shown = [];
  const draw = () => {
    const wanted = fold(input.value);
    shown = all.filter((one) => fold(one.name).includes(wanted)).slice(0, 12);
    at = Math.min(at, Math.max(0, shown.length - 1));
    listed.replaceChildren(...shown.map((one, index) => option(one, index === at, () => choose_(index))));
    if (!shown.length) listed.append(make("li", { class: "quiet", text: say("no_command") }, { role: "option", "aria-disabled": "true" }));
    input.setAttribute("aria-activedescendant", shown.length ? `command-${at}` : "");
    for (const [index, one] of findAll("[role=option]", listed).entries()) one.id = `command-${index}`;
  };
  const choose_ = (/** @type {number} */ index) => {
    bar.close();
    shown[index]?.run();
  };
  input.addEventListener("input", () => { at = 0; draw(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % Math.max(1, shown.length);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose_(at);
    }
  });
  draw();
  bar.showModal();
  input.focus();
}

/** @param {Command} one @param {boolean} selected @param {() => void} run */
function option(one, selected, run) {
  const item = make("li", { text: one.name }, { role: "option", "aria-selected": String(selected) });
  if (one.keys) item.append(make("kbd", { text: one.keys.toUpperCase() }));
  item.addEventListener("click", run);
  return item;
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
