// @ts-check
// Make and use passkeys: the server asks, the browser answers, and the form carries the answer back.

/** @param {HTMLFormElement} form @param {string} name */
function field(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const csrf = field(form, "csrf")?.value;
  /** @type {Record<string, string>} */
  const headers = csrf ? { "X-CSRF-Token": csrf } : {};
  const begun = await fetch(form.dataset.begin ?? "", { method: "POST", headers });
  if (!begun.ok) throw new Error("not begun");
  const { options, token } = await begun.json();
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  const [tokenField, answer] = [field(form, "token"), field(form, "answer")];
  if (!tokenField || !answer) throw new Error("no fields");
  tokenField.value = token;
  answer.value = JSON.stringify(credential.toJSON());
  form.submit();
}

for (const form of document.querySelectorAll("form")) {
  const knows =
    "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
  if (!form.dataset.passkey || !knows) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    if (failed instanceof HTMLElement) failed.hidden = true;
    ask(form).catch(() => {
      if (failed instanceof HTMLElement) failed.hidden = false;
    });
  });
}
