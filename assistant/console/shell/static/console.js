/** The console's beginning: what a page does once it is there. */

import { startAlerts } from "./alerts.js";
import { startClocks } from "./clocks.js";
import { dropLostDrafts, here } from "./composer.js";
import { find, findAll, post } from "./dom.js";
import { watchEnd } from "./list.js";
import { follow, leave } from "./live.js";
import { startKeys } from "./palette.js";
import "./templates.js";
import { act, begin, open } from "./thread.js";

startClocks();
startKeys();
startAlerts();
if (document.body.classList.contains("desk")) {
  begin();
  watchEnd();
  follow();
  void here();
  dropLostDrafts().catch(() => {}); // the next page does it
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  const link = target.closest("a");
  if (link && plain && (link.matches("[data-open], [data-back]") || link.closest(".others"))) {
    event.preventDefault();
    void go(link.href);
  }
  for (const menu of findAll("details.menu[open]"))
    if (!menu.contains(target)) menu.removeAttribute("open");
  const toggle = target.closest("[data-side], [data-side-close]");
  if (toggle) side(!document.body.classList.contains("sided"));
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const by = /** @type {HTMLElement | null} */ (event.submitter);
  if ("act" in form.dataset) {
    event.preventDefault();
    void act(form, by);
  } else if ("quiet" in form.dataset) {
    event.preventDefault();
    void quietly(form, by);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = find("details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  find("summary", menu)?.focus();
});

window.addEventListener("popstate", () => void open(location.href, false));
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && follow());
document.addEventListener("console:opened", () => {
  follow();
  void here();
});

/** @param {string} url */
async function go(url) {
  void here(true);
  await open(url);
}

/** @param {boolean} shown */
function side(shown) {
  document.body.classList.toggle("sided", shown);
  find("[data-side]")?.setAttribute("aria-expanded", String(shown));
  if (shown) find("[data-side-close]")?.focus();
  else find("[data-side]")?.focus();
}

/**
 * Send a form that changes only how the page looks.
 * @param {HTMLFormElement} form @param {HTMLElement | null} by
 */
async function quietly(form, by) {
  if (!(by instanceof HTMLButtonElement)) return;
  await post(form.action, { [by.name]: by.value });
  for (const one of findAll("button", form)) one.setAttribute("aria-pressed", String(one === by));
  for (const dot of findAll("#self > summary .dot")) dot.className = `dot ${by.value}`;
}
