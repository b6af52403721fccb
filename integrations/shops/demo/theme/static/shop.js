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

// The basket is in a cookie; its link in the menu says how many pieces it has.

const count = document.querySelector("[data-basket]");
const kept = new URLSearchParams(decodeURIComponent(document.cookie.match(/(?:^|; )demo_basket=([^;]*)/)?.[1] ?? ""));
const pieces = [...kept.values()].reduce((sum, one) => sum + Number(one), 0);
if (count instanceof HTMLElement && pieces) {
  count.textContent = String(pieces);
  count.hidden = false;
}

// Signing in, at the foot of the page: as one of the demo's customers, without a password.

const account = document.querySelector("[data-account]");
const choice = account?.querySelector("select");
const mailbox = account?.querySelector("details");
if (account instanceof HTMLElement && choice && mailbox) {
  const signedIn = () => document.cookie.match(/(?:^|; )demo_customer=([\w-]+)/)?.[1] ?? "";

  let before = signedIn();

  const show = () => {
    choice.value = signedIn();
    mailbox.hidden = !choice.value;
    mailbox.open = false;
  };

  choice.addEventListener("change", async () => {
    if (choice.value) await fetch(`/demo/account/${choice.value}`, { method: "POST" });
    else await fetch("/demo/account", { method: "DELETE" });
    show();
    const chat = /** @type {any} */ (document.querySelector("comptoir-chat"));
    if (before) chat?.identify(""); // who was signed in leaves, and takes the conversation along
    before = choice.value;
    if (before) chat?.identify(await (await fetch("/demo/identity")).text());
  });

  mailbox.addEventListener("toggle", async () => {
    const list = mailbox.querySelector("div");
    if (!mailbox.open || !list) return;
    /** @type {{ subject: string, body: string }[]} */
    const mails = await (await fetch(`/demo/mailbox/${signedIn()}`)).json();
    const shown = mails.map(({ subject, body }) => {
      const letter = document.createElement("pre");
      letter.textContent = `${subject}\n\n${body}`;
      return letter;
    });
    list.replaceChildren(...(shown.length ? shown : [list.dataset.none ?? ""]));
  });

  account.hidden = false;
  show();
}
