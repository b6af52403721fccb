// The demo's phone: draws a thread as it changes, and posts what is done with it.

const body = document.body;
const words = JSON.parse(body.dataset.words);
const time = new Intl.DateTimeFormat(body.dataset.language, { hour: "2-digit", minute: "2-digit" });
const log = document.querySelector("#log");
const state = document.querySelector("[data-state]");
const online = state.textContent;
const notice = document.querySelector(".notice");
const form = document.querySelector(".composer");
const input = form.querySelector("textarea");
const wire = document.querySelector(".wire");
const sheet = document.querySelector(".sheet");
let channel = sessionStorage.getItem("phone-channel") === "messenger" ? "messenger" : "whatsapp";
let stream = null;
let drawn = new Map(); // bubble id -> [what it was drawn from, its element]

const ICONS = {
  place: "M12 21s-6.500-5.800-6.500-11a6.500 6.500 0 0 1 13 0c0 5.200-6.500 11-6.500 11Z",
  paper: "M7 3h7l4 4v14H7V3Zm7 0v4h4",
};

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

async function post(what, given, on = channel) {
  const sent = given instanceof FormData
    ? { body: given }
    : { body: JSON.stringify(given ?? {}), headers: { "Content-Type": "application/json" } };
  try {
    const answer = await fetch(`/phone/${on}/${what}`, { method: "POST", ...sent });
    tell(answer.ok ? "" : answer.status === 413 ? words.too_large : words.refused);
    if (answer.status === 401) location.reload();
    return answer.ok;
  } catch {
    tell(words.lost);
    return false;
  }
}

function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

// Text with the marks that WhatsApp draws: *bold*, _italic_, and addresses as links.
function write(into, text) {
  for (const part of text.split(/(https?:\/\/[^\s)]+|\*[^*\n]+\*|(?<!\w)_[^_\n]+_(?!\w))/)) {
    if (/^https?:/.test(part)) into.append(link(part, part));
    else if (channel === "whatsapp" && /^\*[^*]+\*$/.test(part)) into.append(make("b", "", part.slice(1, -1)));
    else if (channel === "whatsapp" && /^_[^_]+_$/.test(part)) into.append(make("i", "", part.slice(1, -1)));
    else into.append(part);
  }
  return into;
}

function link(url, title, className) {
  const anchor = make("a", className, title);
  anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noreferrer";
  return anchor;
}

function picture(url, alt) {
  const image = make("img");
  image.src = url;
  image.alt = alt;
  image.addEventListener("load", () => near && scrollDown());
  image.addEventListener("error", () => image.remove());
  return image;
}

function drawBubble(one) {
  const item = make("div", one.mine ? "item mine" : "item");
  const bubble = make("div", "bubble");
  bubble.append(make("span", "unseen", `${one.mine ? words.you : one.author ? words[one.author] : words.shop}${words.colon}`));
  if (one.author) bubble.append(make("span", "by", words[one.author]));
  if (one.revoked) bubble.append(make("span", "gone", words.revoked));
  else fill(bubble, one);
  bubble.append(meta(one));
  const isCards = one.cards?.length && !one.text && !one.revoked;
  item.classList.toggle("wide", Boolean(isCards));
  if (isCards) item.append(cards(one.cards), meta(one));
  else item.append(bubble);
  if (!one.revoked) {
    if (one.cards?.length && !isCards) item.append(cards(one.cards));
    if (one.reaction) item.append(make("span", "reaction", one.reaction));
    const choices = drawChoices(one);
    if (choices) item.append(choices);
    const touch = drawTouch(one);
    if (touch) bubble.append(touch);
  }
  return item;
}

function fill(bubble, one) {
  if (one.quote) bubble.append(make("span", "quote", one.quote.slice(0, 140)));
  if (one.header) bubble.append(make("span", "header", one.header));
  if (one.image) bubble.append(picture(one.image, words.photo));
  if (one.kind === "location") {
    const place = make("span", "place");
    place.append(icon("place"), make("span", "", `${one.text}\n${one.detail}`));
    bubble.append(place);
  } else if (one.kind === "document" || one.kind === "audio" || one.kind === "video") {
    const paper = make("span", "paper");
    paper.append(icon("paper"), make("span", "", one.file || words[one.kind]));
    bubble.append(paper);
  }
  if (one.text && one.kind !== "location") bubble.append(write(make("span", "words"), one.text));
  if (one.footer) bubble.append(make("span", "footer", one.footer));
}

function meta(one) {
  const line = make("span", "meta");
  if (one.edited) line.append(make("span", "", words.edited));
  line.append(make("time", "", time.format(new Date(one.at))));
  if (one.error) line.append(make("span", "failed", `${words.failed}${words.colon}${one.error}`));
  if (one.mine) {
    const read = one.status === "read";
    const ticks = make("span", read ? "read" : "", read ? "✓✓" : "✓");
    ticks.setAttribute("role", "img");
    ticks.setAttribute("aria-label", read ? words.read : words.sent);
    line.append(ticks);
  }
  return line;
}

function cards(list) {
  const row = make("div", "cards");
  row.tabIndex = 0;
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", list.map((one) => one.title).join(", "));
  for (const one of list) {
    const card = make("div", "card");
    if (one.image) card.append(picture(one.image, ""));
    card.append(make("b", "", one.title));
    if (one.subtitle) card.append(make("span", "", one.subtitle));
    for (const to of one.links) card.append(link(to.url, to.title, "choice"));
    row.append(card);
  }
  return row;
}

function drawChoices(one) {
  const links = one.links ?? [];
  const choices = one.mine ? [] : (one.choices ?? []);
  if (!links.length && !choices.length) return null;
  const box = make("div", choices.some((each) => each.quick) ? "choices quick" : "choices");
  for (const to of links) box.append(link(to.url, to.title, "choice"));
  if (one.sheet) {
    const open = make("button", "choice", one.sheet);
    open.type = "button";
    open.addEventListener("click", () => openSheet(one));
    box.append(open);
    return box;
  }
  choices.forEach((each, place) => {
    const press = make("button", "choice", each.title);
    press.type = "button";
    press.addEventListener("click", () => post("press", { bubble: one.id, choice: place }));
    box.append(press);
  });
  return box;
}

function openSheet(one) {
  sheet.querySelector("h2").textContent = one.sheet;
  const list = sheet.querySelector("ul");
  list.replaceChildren();
  one.choices.forEach((row, place) => {
    const entry = make("li");
    const press = make("button");
    press.type = "button";
    press.append(make("b", "", row.title));
    if (row.description) press.append(make("span", "", row.description));
    press.addEventListener("click", () => {
      sheet.close();
      post("press", { bubble: one.id, choice: place });
    });
    entry.append(press);
    list.append(entry);
  });
  sheet.showModal();
}

function drawTouch(one) {
  const touch = make("button", "touch");
  touch.type = "button";
  if (!one.mine) {
    touch.textContent = "👍";
    touch.setAttribute("aria-label", one.reaction ? words.unreact : words.react);
    touch.addEventListener("click", () => post("react", { bubble: one.id, emoji: one.reaction ? "" : "👍" }));
    return touch;
  }
  if (channel !== "whatsapp" || one.kind !== "text") return null;
  touch.textContent = "✕";
  touch.setAttribute("aria-label", words.delete);
  touch.addEventListener("click", () => post("revoke", { bubble: one.id }));
  return touch;
}

let near = true; // the reader is at the end
log.addEventListener("scroll", () => { near = log.scrollHeight - log.scrollTop - log.clientHeight < 120; });
function scrollDown() { log.scrollTop = log.scrollHeight; }

function drawThread(thread) {
  const kept = new Map();
  let before = null;
  let mine = null;
  for (const one of thread.bubbles) {
    const from = JSON.stringify(one);
    const known = drawn.get(one.id);
    const element = known && known[0] === from ? known[1] : drawBubble(one);
    if (known && known[1] !== element) known[1].replaceWith(element);
    else if (!known) log.insertBefore(element, before ? before.nextSibling : log.firstChild);
    element.classList.toggle("turn", mine !== null && mine !== one.mine);
    kept.set(one.id, [from, element]);
    before = element;
    mine = one.mine;
  }
  drawn = kept;
  log.querySelector(".typing")?.remove();
  if (thread.typing) {
    const dots = make("div", "typing");
    dots.setAttribute("aria-hidden", "true");
    dots.append(make("i"), make("i"), make("i"));
    log.append(dots);
  }
  state.textContent = thread.typing ? words.typing : online;
  if (near) scrollDown();
}

function drawWire(lines) {
  for (const line of lines) {
    const entry = make("li");
    const details = make("details");
    const summary = make("summary");
    const to = line.to === "shop";
    const arrow = make("span", to ? "to-shop" : "", to ? "→" : "←");
    arrow.setAttribute("role", "img");
    arrow.setAttribute("aria-label", to ? words.to_shop : words.to_meta);
    const good = line.status === 200;
    const figure = `${line.status || words.no_answer}${line.ms === undefined ? "" : ` · ${line.ms} ms`}`;
    summary.append(arrow, make("span", "what", line.what), make("span", good ? "figure" : "fault", figure));
    details.append(summary);
    if (line.body) details.append(make("pre", "", line.body));
    entry.append(details);
    wire.prepend(entry);
  }
  while (wire.children.length > 60) wire.lastChild.remove();
}

function follow() {
  stream?.close();
  drawn = new Map();
  log.replaceChildren();
  wire.replaceChildren();
  near = true;
  body.dataset.channel = channel;
  sessionStorage.setItem("phone-channel", channel);
  for (const tab of document.querySelectorAll("[data-channel][type]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.channel === channel));
  }
  stream = new EventSource(`/phone/${channel}/events`);
  stream.addEventListener("open", () => { wire.replaceChildren(); tell(""); });
  stream.addEventListener("thread", (event) => drawThread(JSON.parse(event.data)));
  stream.addEventListener("wire", (event) => drawWire(JSON.parse(event.data)));
  stream.addEventListener("error", () => tell(words.lost));
  look();
}

// On a narrow page what was pressed below the phone is seen in it.
function showPhone() { form.scrollIntoView({ block: "nearest" }); }

function look() { post("look", { on: !document.hidden }); }

let sent = Promise.resolve(); // messages go out one after the other, as they were written

function send(text) {
  const said = text.trim();
  if (!said) return sent;
  near = true;
  const on = channel;
  sent = sent.then(() => post("write", { text: said }, on));
  return sent;
}

// The field is free for the next message at once; what could not be sent comes back to it.
async function sendWritten() {
  const written = input.value;
  input.value = "";
  if (written.trim() && !(await send(written))) input.value = [written, input.value].filter(Boolean).join("\n");
}

form.addEventListener("submit", (event) => { event.preventDefault(); sendWritten(); });
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendWritten();
  }
});
form.querySelector("input[type=file]").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  const given = new FormData();
  given.append("file", file);
  await post("file", given);
  event.target.value = "";
});
form.querySelector("[data-location]").addEventListener("click", () => post("location"));
for (const tab of document.querySelectorAll("[data-channel][type]")) {
  tab.addEventListener("click", () => { channel = tab.dataset.channel; follow(); });
}
for (const ask of document.querySelectorAll(".ask")) {
  ask.addEventListener("click", () => { send(ask.textContent); showPhone(); });
}
document.querySelector("[data-person]").addEventListener("click", (event) => {
  post("person", { text: event.currentTarget.dataset.person });
  showPhone();
});
document.querySelector("[data-lapse]").addEventListener("click", async () => {
  if (await post("lapse")) tell(words.lapsed);
  showPhone();
});
for (const one of document.querySelectorAll("[data-switch]")) {
  one.addEventListener("change", () => post(one.dataset.switch, { on: one.checked }));
}
sheet.querySelector("[data-close]").addEventListener("click", () => sheet.close());
document.addEventListener("visibilitychange", look);
follow();
