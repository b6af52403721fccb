// @ts-check
// Questions on the page are put to the chat with one click; without the chat they stay hidden.

customElements.whenDefined("comptoir-chat").then(() => {
  for (const button of document.querySelectorAll("button[data-ask]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const chat = /** @type {any} */ (document.querySelector("comptoir-chat"));
      chat?.open();
      chat?.ask(button.dataset.ask ?? "");
    });
  }
});
