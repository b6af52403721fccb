/** The list: rows that come, go and move as things happen, without losing the place or the focus. */

import { alertAgent, alertOfRow } from "./alerts.js";
import { showTimes } from "./clocks.js";
import { elements, fetchPart, find, findAll, say } from "./dom.js";

/** @typedef {{id: string, key: string, html: string}} Change */

export function list() {
  return find("#cases");
}

/** Return the row of a conversation. @param {string} id */
function rowOf(id) {
  return document.getElementById(`c-${id}`);
}

/** Take in what changed. @param {Change[]} changes */
export function takeRows(changes) {
  const cases = list();
  if (!cases) return;
  for (const change of changes) takeRow(cases, change);
  const none = find("#none");
  if (none) none.hidden = cases.childElementCount > 0;
}

/** @param {HTMLElement} cases @param {Change} change */
function takeRow(cases, change) {
  const old = rowOf(change.id);
  const held = old?.contains(document.activeElement) ?? false;
  if (!change.html) {
    if (held) (neighbour(old, 1) ?? neighbour(old, -1))?.focus();
    old?.remove();
    return;
  }
  const row = elements(change.html)[0];
  if (!row) return;
  alertOfRow(row, old);
  const before = place(cases, change.key, old);
  const beyond = before === null && cases.dataset.next;
  if (beyond && !old) return; // it stands on a page that is not shown yet
  if (currentId() === change.id) mark(row);
  showTimes(row);
  if (old && old.nextElementSibling === before) old.replaceWith(row);
  else {
    old?.remove();
    cases.insertBefore(row, before);
  }
  if (held) find("a", row)?.focus({ preventScroll: true });
}

/**
 * Return the row that a key stands before.
 * @param {HTMLElement} cases @param {string} key @param {HTMLElement | null} besides
 */
function place(cases, key, besides) {
  for (const row of findAll(":scope > li", cases))
    if (row !== besides && (row.dataset.key ?? "") > key) return row;
  return null;
}

export function currentId() {
  return find("#content")?.dataset.conversation ?? "";
}

/** Mark the row of the open conversation. */
export function markCurrent() {
  for (const link of findAll("#cases a[aria-current]")) link.removeAttribute("aria-current");
  const row = rowOf(currentId());
  if (row) mark(row);
}

/** @param {HTMLElement} row */
function mark(row) {
  find("a", row)?.setAttribute("aria-current", "true");
}

/** How many are the agent's or nobody's; none are told of before the first count. */
let waited = Infinity;

/** Show how many each view has. @param {Record<string, number>} counts */
export function takeCounts(counts) {
  for (const [view, count] of Object.entries(counts)) {
    const place_ = find(`[data-count="${view}"]`);
    if (place_ && view !== "all") place_.textContent = count ? String(count) : "";
  }
  const waiting = (counts.mine ?? 0) + (counts.unassigned ?? 0);
  if (waiting > waited) alertAgent(say("alert_waits"));
  waited = waiting;
  document.title = document.title.replace(/^(\(\d+\) )?/, waiting ? `(${waiting}) ` : "");
}

/** Ask for the whole list again, as after a lost connection. */
export async function reload() {
  const rows = find("#rows");
  const query = list()?.dataset.query ?? "";
  if (!rows) return;
  const top = rows.scrollTop;
  const held = document.activeElement?.closest("#cases li")?.id;
  rows.innerHTML = await fetchPart(`/console?${query}`, "rows");
  after(rows);
  rows.scrollTop = top;
  if (held) find("a", document.getElementById(held) ?? undefined)?.focus({ preventScroll: true });
}

/** @param {HTMLElement} rows */
function after(rows) {
  showTimes(rows);
  markCurrent();
  watchEnd();
}

/** Add the next page when its button comes near. */
async function more() {
  const button = find("#more");
  const cases = list();
  if (!(button instanceof HTMLAnchorElement) || !cases || button.dataset.busy) return;
  button.dataset.busy = "1";
  const [next, none, further] = elements(await fetchPart(button.href, "rows"));
  for (const row of findAll(":scope > li", next))
    if (!document.getElementById(row.id)) cases.append(row);
  cases.dataset.next = next?.dataset.next ?? "";
  void none;
  if (further) button.replaceWith(further);
  else button.remove();
  showTimes(cases);
  watchEnd();
}

/** @type {IntersectionObserver | undefined} */
let end;
export function watchEnd() {
  end?.disconnect();
  const button = find("#more");
  if (!button) return;
  end = new IntersectionObserver(
    (seen) => seen.some((one) => one.isIntersecting) && void more(),
    { root: find("#rows"), rootMargin: "400px" },
  );
  end.observe(button);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    void more();
  });
}

/** @param {Element | null} row @param {1 | -1} step @returns {HTMLElement | null} */
function neighbour(row, step) {
  const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
  return next ? find("a", next) : null;
}

/** Move the focus through the list. @param {1 | -1} step */
export function move(step) {
  const here =
    document.activeElement?.closest("#cases li") ?? find("#cases a[aria-current]")?.closest("li");
  const next = here ? neighbour(here, step) : find("#cases li a");
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
