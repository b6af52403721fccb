// @ts-check
// The bench's talk in the widget itself: its panel, its words and its styles, so that a trial looks
// as customers see it. What is written or pressed there is sent with the bench's form.

const WIDGET = "/webchat/bench"; // any folder has today's files

/** @typedef {import("../../../../integrations/channels/webchat/static/chat/connection.js").ChatEvent} ChatEvent */

const place = document.getElementById("talk");
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("trial"));
if (place && form) show(place, form);

/**
 * @param {HTMLElement} host
 * @param {HTMLFormElement} form
 */
async function show(host, form) {
  const { events, look, text, language, full, trial } = JSON.parse(host.dataset.shown ?? "{}");
  const part = (/** @type {string} */ name) => import(`${WIDGET}/${name}.js`);
  const [{ styles }, { dress }, { Transcript }, { Panel }, replies, { words }] = await Promise.all(
    ["dom", "page", "transcript", "view", "replies", `words.${language}`].map(part),
  );
  const sheets = await Promise.all(["chat.css", "replies.css"].map(styles));

  const nothing = () => {};
  const ask = (/** @type {string} */ said) => !full && send(form, { do: "ask", text: said });
  const suggestions = look.suggestions?.split("|").filter(Boolean) ?? words.suggestions;
  const talk = new Transcript(words, look.shop ?? "", suggestions, { ask, edit: nothing, rate: nothing, people: nothing, files: nothing });
  talk.replies = replies;
  const panel = new Panel(words, { shop: look.shop ?? "", privacy: look.privacy ?? "", maxChars: Number(host.dataset.most), files: false }, talk.element, {
    toggle: nothing,
    close: nothing,
    send: ask,
    draft: nothing,
    typed: nothing,
    files: nothing,
    person: () => ask(words.askForPerson),
    restart: () => send(form, { do: "again" }),
  });
  dress(host, look.scheme ?? document.documentElement.dataset.theme, "");
  for (const name of ["accent", "on-accent"]) if (look[name]) host.style.setProperty(`--comptoir-${name}`, look[name]);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [...sheets, inPage()];
  const frame = document.createElement("div");
  frame.className = "root";
  frame.append(panel.element);
  root.append(frame);
  panel.element.setAttribute("role", "group"); // it covers nothing, as a dialog does
  panel.element.querySelector(".head > .round:last-of-type")?.remove(); // what closes it
  panel.element.hidden = false;
  panel.restart.hidden = !trial;
  if (full) panel.element.querySelector("form")?.remove();
  panel.write(text);
  for (const [at, event] of events.entries()) talk.apply({ ...event, sequence: at + 1 });
  lead(talk.element, events);
}

/**
 * Send the bench's form, with what the widget's own would send.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} given
 */
function send(form, given) {
  for (const [name, value] of Object.entries(given)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  form.requestSubmit();
}

/**
 * Lead to the first reply to the last message: its beginning is read without a move.
 * @param {HTMLElement} log
 * @param {ChatEvent[]} events
 */
function lead(log, events) {
  const asked = events.findLastIndex((one) => one.author === "customer");
  if (asked < 0 || location.hash !== "#latest" || document.getElementById("latest")) return;
  const at = Math.min(asked + 2, events.length);
  const newest = /** @type {HTMLElement | null} */ (log.querySelector(`[data-sequence="${at}"]`));
  if (!newest) return;
  newest.tabIndex = -1;
  newest.focus({ preventScroll: true });
  newest.scrollIntoView({ block: "start" });
}

/** The panel stands in the page here, and in nobody's corner. */
function inPage() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block!important}" +
      ".root,.root .panel{position:relative;inset:auto;z-index:auto}" +
      ".root .panel{inline-size:auto;block-size:min(640px,78vh);border-radius:var(--radius);animation:none;box-shadow:none;border:1px solid var(--line)}" +
      ".message{animation:none;scroll-margin-block-start:12px}.message:focus{outline:2px solid var(--ring);outline-offset:4px;border-radius:6px}",
  );
  return sheet;
}
