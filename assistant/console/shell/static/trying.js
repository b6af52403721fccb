// @ts-check
// A run of scenarios or a replay: its progress as it grows, and the page anew once it has
// ended; where people may be writing (data-stays), the results alone come anew.

const progress = document.getElementById("progress");
if (progress?.dataset.running) follow(progress);

/** @param {HTMLElement} place */
async function follow(place) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const answer = await fetch(place.dataset.from ?? "").catch(() => null);
    if (!answer?.ok) continue;
    place.innerHTML = await answer.text();
    if (!place.querySelector("[data-running]")) {
      if (!place.dataset.stays) location.reload();
      return;
    }
  }
}
