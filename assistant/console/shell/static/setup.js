// @ts-check
// The set-up: the code of the first link, the report of a reading as it grows, and the widget's preview.

const code = /** @type {HTMLInputElement | null} */ (document.getElementById("code"));
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname); // nobody who looks over a shoulder, no history
  document.getElementById("name")?.focus();
}

let typed = false;
document.addEventListener("input", () => (typed = true));

const report = document.getElementById("reading");
if (report?.dataset.running) follow(report);

/** @param {HTMLElement} place */
async function follow(place) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const answer = await fetch(place.dataset.from ?? "/console/set-up/reading").catch(() => null);
    if (answer?.status === 403) return; // they judge answers, and see no sources
    if (!answer?.ok) continue;
    place.innerHTML = await answer.text();
    if (!place.querySelector("[data-running]")) {
      const notice = document.getElementById("read");
      if (typed && notice) notice.hidden = false; // what is typed stays
      else location.reload();
      return;
    }
  }
}

const looks = /** @type {HTMLFormElement | null} */ (document.getElementById("looks"));
const preview = /** @type {HTMLIFrameElement | null} */ (document.getElementById("preview"));
looks?.addEventListener("change", () => {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(looks)) {
    if (name.startsWith("webchat.") && typeof value === "string") given.set(name.slice("webchat.".length), value);
  }
  if (preview) preview.src = `/console/set-up/preview?${given}`;
});
