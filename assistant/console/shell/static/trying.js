// @ts-check
// A run of the saved questions: its progress as it grows, and the page anew once it has ended.

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
      location.reload();
      return;
    }
  }
}
