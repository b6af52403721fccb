/** Files that go with a reply: chosen, dropped or pasted, on their way, taken back. */

import { current, find, make, newId, notify, reason, say } from "./dom.js";

const MOST = 5; // of one reply

/**
 * @typedef {{key: string, conversation: string, file: File, id: string, part: number, wrong: string, request?: XMLHttpRequest}} Brought
 */

/** @type {Brought[]} */
let brought = [];

const ofThis = () => brought.filter((one) => one.conversation === current().id);

/** Make choosing, dropping and pasting work in the conversation that was opened. */
export function startFiles() {
  const button = find("[data-attach]");
  const pick = find("#pick");
  if (!button || !(pick instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => pick.click());
  pick.addEventListener("change", () => {
    bring([...(pick.files ?? [])]);
    pick.value = "";
    button.focus();
  });
  find("#text")?.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !mayBring()) return;
    event.preventDefault();
    bring(files);
  });
  const thread = find("#content");
  thread?.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = mayBring() ? "copy" : "none";
    thread.classList.toggle("dropping", mayBring());
  });
  thread?.addEventListener("dragleave", (event) => {
    if (!thread.contains(/** @type {Node | null} */ (event.relatedTarget))) thread.classList.remove("dropping");
  });
  thread?.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // else the browser opens the file in place of the console
    thread.classList.remove("dropping");
    if (mayBring()) bring([...event.dataTransfer.files]);
  });
  show();
}

/** A note has no files, and neither has a conversation that is not the agent's to answer in. */
function mayBring() {
  const reply = find("#composer [name=mode][value=reply]");
  return reply instanceof HTMLInputElement && reply.checked && !reply.disabled;
}

/** @param {File[]} files */
function bring(files) {
  const room = MOST - ofThis().filter((one) => !one.wrong).length;
  if (files.length > room) notify(say("file_many", { most: String(MOST) }));
  for (const file of files.slice(0, Math.max(0, room))) {
    const one = { key: newId(), conversation: current().id, file, id: "", part: 0, wrong: "" };
    brought.push(one);
    upload(one);
  }
  show();
}

/** @param {Brought} one */
function upload(one) {
  const pick = find("#pick");
  if (one.file.size > Number(pick?.dataset.most ?? Infinity)) {
    one.wrong = pick?.dataset.tooLarge ?? "";
    return;
  }
  const request = new XMLHttpRequest(); // fetch does not say how far it is
  one.request = request;
  request.open("POST", `/console/c/${one.conversation}/files`);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-CSRF-Token", document.body.dataset.csrf ?? "");
  request.setRequestHeader("X-File-Name", encodeURIComponent(one.file.name));
  request.upload.addEventListener("progress", (event) => {
    one.part = event.lengthComputable ? event.loaded / event.total : 0;
    const bar = find(`#files [data-file="${one.key}"] progress`);
    if (bar instanceof HTMLProgressElement) bar.value = one.part;
  });
  request.addEventListener("load", () => {
    if (request.status === 401) location.reload();
    if (request.status === 201) one.id = JSON.parse(request.responseText).id;
    else one.wrong = `${one.file.name}: ${reason(request.status, request.responseText)}`;
    show();
  });
  request.addEventListener("error", () => {
    one.wrong = say("file_cut", { name: one.file.name });
    show();
  });
  request.send(one.file);
}

/** @param {Brought} one */
function takeBack(one) {
  const at = ofThis().indexOf(one);
  brought = brought.filter((other) => other !== one);
  one.request?.abort();
  if (one.id)
    fetch(`/console/c/${one.conversation}/files/${one.id}`, {
      method: "DELETE",
      headers: { Accept: "application/json", "X-CSRF-Token": document.body.dataset.csrf ?? "" },
    }).catch(() => {}); // what no reply takes is forgotten after a day
  show();
  const left = find(`#files li:nth-child(${Math.min(at + 1, ofThis().length)}) button`);
  (left ?? find("[data-attach]"))?.focus();
}

function show() {
  const list = find("#files");
  if (!list) return;
  const items = ofThis().map(item);
  list.replaceChildren(...items);
  list.hidden = !items.length;
}

/** @param {Brought} one */
function item(one) {
  const made = make("li", { class: one.wrong ? "wrong" : "" }, { "data-file": one.key });
  if (one.id && one.file.type.startsWith("image/"))
    made.append(make("img", {}, { src: `/console/c/${one.conversation}/files/${one.id}`, alt: "" }));
  made.append(make("span", { text: one.wrong || one.file.name }, one.wrong ? { role: "alert" } : {}));
  if (!one.wrong && !one.id) {
    const label = say("file_uploading", { name: one.file.name });
    const bar = make("progress", {}, { max: "1", "aria-label": label });
    bar.value = one.part;
    made.append(bar);
  }
  if (one.id) made.append(make("span", { class: "unseen", text: say("file_ready", { name: "" }) }, { role: "status" }));
  const name = say("file_remove", { name: one.file.name });
  const remove = make("button", { class: "link", text: "×" }, { type: "button", "aria-label": name, title: name });
  remove.addEventListener("click", () => takeBack(one));
  made.append(remove);
  return made;
}

/** Whether a reply has to wait for a file. */
export function onTheWay() {
  return ofThis().some((one) => !one.wrong && !one.id);
}

/** Whether something goes with the reply. */
export function hasFiles() {
  return ofThis().some((one) => one.id);
}

/** Hand over what goes with a reply; what was refused is forgotten. @returns {Brought[]} */
export function takeFiles() {
  const taken = ofThis();
  brought = brought.filter((one) => !taken.includes(one));
  show();
  return taken.filter((one) => one.id);
}

/** Put back what did not go. @param {Brought[]} files */
export function putBack(files) {
  brought.push(...files);
  show();
}
