// @ts-check
// The one script tag a shop's page needs: it reads its own data- attributes and brings in the chat.
// Everything else is in chat/, in a folder named after its content (see ../static_files.py).

(() => {
  "use strict";
  const VERSION = "dev"; // filled in when the file is served
  /** @type {Record<string, string>} */
  const LOOK = {}; // filled in alike: looks that people set; attributes of the tag win

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  if (!script || customElements.get("comptoir-chat")) return;

  const address = new URL(script.src);
  const settings = { ...LOOK, ...script.dataset };
  settings.endpoint ??= new URL("../api/webchat/v1", address).href;

  const part = (/** @type {string} */ name) => import(new URL(`${VERSION}/${name}.js`, address).href);
  Promise.all([part("page"), part("chat")])
    .then(([{ mount }, { Chat }]) => mount(settings, Chat))
    .catch((error) => console.warn("comptoir: the chat could not be loaded", error));
})();
