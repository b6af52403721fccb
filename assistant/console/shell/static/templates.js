/** Templates of a channel: asked for when somebody wants one, and shown as they will be read. */

import { fetchPart, find, findAll, say } from "./dom.js";

/** Fetch what may be sent, once the list is opened. @param {HTMLElement} list */
async function load(list) {
  const place = find("[data-templates]", list);
  const url = place?.dataset.templates;
  if (!place || !url || place.dataset.loaded) return;
  place.dataset.loaded = "1";
  try {
    place.innerHTML = await fetchPart(url, "templates");
    for (const one of findAll(".template", place)) showAsRead(one);
  } catch {
    delete place.dataset.loaded;
    place.textContent = say("network");
  }
}

/** Show a template with its values as they are typed. @param {HTMLElement} template */
function showAsRead(template) {
  const preview = find(".preview-of", template);
  if (!preview) return;
  const blank = preview.innerHTML;
  template.addEventListener("input", () => {
    preview.innerHTML = blank;
    const walker = document.createTreeWalker(preview, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) fill(walker.currentNode, template);
  });
}

/** @param {Node} text @param {HTMLElement} template */
function fill(text, template) {
  const part = text.parentElement?.closest("b") ? "header" : "body";
  const values = findAll(`input[name=${part}]`, template);
  text.nodeValue = (text.nodeValue ?? "").replace(/\{\{(\d+)\}\}/g, (whole, number) => {
    const field = values[Number(number) - 1];
    return (field instanceof HTMLInputElement && field.value.trim()) || whole;
  });
}

document.addEventListener(
  "toggle",
  (event) => {
    const list = /** @type {HTMLDetailsElement} */ (event.target);
    if (list.id === "templates" && list.open) void load(list);
  },
  true,
);
