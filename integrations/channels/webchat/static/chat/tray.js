// @ts-check
// Photos and files that go with the next message: chosen, taken, dropped or pasted by the customer.
// Loaded with the first of them: most conversations have none.

import { h, icon } from "./dom.js";
import { thumbnail } from "./sent_files.js";

/** @typedef {import("./connection.js").SentFile} SentFile */
/** @typedef {{ files: number, bytes: number, media_types: string[] }} Limits  as the server says */
/**
 * A file on its way, in the tray; `sent` is there once the server has it.
 * @typedef {{ source: File | null, row: HTMLElement, progress: HTMLProgressElement, state: HTMLElement,
 *   again: HTMLElement, sent?: SentFile, request?: XMLHttpRequest, error?: string }} Item
 */

const TRY_MS = 180_000; // a large photo through a slow network
const CAMERA = "M4 8h3.5L9 5.5h6L16.5 8H20v11H4ZM12 16.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z";

const WORDS = {
  en: {
    group: "Photos and files",
    limits: (/** @type {number} */ n, /** @type {string} */ most) =>
      `Photos (JPEG, PNG, WebP, GIF) or PDF files: ${n} at most, ${most} each. The place where a photo was taken is removed.`,
    none: "Files cannot be sent here.",
    camera: "Take a photo",
    choose: "Choose files",
    sending: "On its way",
    ready: "Ready to send",
    offline: "You are offline. It goes out when the network is back: please keep this page open.",
    failed: "Not sent.",
    gone: "It is not there any more. Please choose it again.",
    again: "Try again",
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    tooMany: (/** @type {number} */ n) => `That is too many: ${n} at most with one message.`,
    tooLarge: (/** @type {string} */ most) => `Too large: ${most} at most.`,
    wrongKind: "This kind of file cannot be sent. Photos and PDF files can.",
    about: (/** @type {string} */ name, /** @type {string} */ said) => `${name}: ${said}`,
  },
  fr: {
    group: "Photos et fichiers",
    limits: (/** @type {number} */ n, /** @type {string} */ most) =>
      `Photos (JPEG, PNG, WebP, GIF) ou PDF : ${n} au plus, de ${most} chacun. Le lieu de prise de vue est retiré des photos.`,
    none: "On ne peut pas envoyer de fichier ici.",
    camera: "Prendre une photo",
    choose: "Choisir des fichiers",
    sending: "En cours d’envoi",
    ready: "Prêt à partir",
    offline: "Hors ligne. Il partira au retour du réseau : gardez cette page ouverte.",
    failed: "Non envoyé.",
    gone: "Il n’est plus là. Choisissez-le à nouveau.",
    again: "Réessayer",
    remove: (/** @type {string} */ name) => `Retirer ${name}`,
    tooMany: (/** @type {number} */ n) => `C’est trop : ${n} au plus par message.`,
    tooLarge: (/** @type {string} */ most) => `Trop lourd : ${most} au plus.`,
    wrongKind: "Ce type de fichier ne peut pas être envoyé. Les photos et les PDF peuvent l’être.",
    about: (/** @type {string} */ name, /** @type {string} */ said) => `${name} : ${said}`,
  },
};

export class Tray {
  #language;
  #sent;
  #words;
  #panel;
  #transcript;
  #store;
  #connection;
  #start;
  /** @type {Item[]} */
  #items = [];
  /** @type {Limits | undefined} */
  #limits;
  #list = h("ul", { class: "items" });
  #rules = h("p", { class: "rules", id: "rules" });
  #wrong = h("p", { class: "state refused", role: "status" });
  #told = h("p", { class: "hidden", role: "status" });
  #picker;
  #camera;
  #choose;
  #ways;
  #tray;

  /**
   * @param {string} language
   * @param {import("./sent_files.js").SentFiles} sent
   * @param {import("./view.js").Panel} panel
   * @param {import("./transcript.js").Transcript} transcript
   * @param {import("./store.js").Store} store
   * @param {import("./connection.js").Connection} connection
   * @param {() => Promise<import("./store.js").Conversation>} start
   */
  constructor(language, sent, panel, transcript, store, connection, start) {
    this.#language = language;
    this.#words = language === "fr" ? WORDS.fr : WORDS.en;
    this.#sent = sent;
    this.#panel = panel;
    this.#transcript = transcript;
    this.#store = store;
    this.#connection = connection;
    this.#start = start;
    this.#picker = this.#input({ multiple: true });
    this.#camera = this.#input({ accept: "image/jpeg", capture: "environment" });
    this.#choose = h("button", { class: "choice", "aria-describedby": "rules", onclick: () => this.#picker.click() }, this.#words.choose);
    const camera = h("button", { class: "choice camera", onclick: () => this.#camera.click() }, icon(CAMERA), this.#words.camera);
    // A computer's camera is no good at showing a seam; a telephone's is in the hand.
    this.#ways = h("p", { class: "ways" }, matchMedia("(pointer: coarse)").matches && camera, this.#choose);
    this.#tray = h(
      "div",
      { class: "tray", id: "tray", role: "group", "aria-label": this.#words.group, hidden: true },
      this.#list,
      this.#ways,
      this.#rules,
      this.#wrong,
      this.#told,
      this.#picker,
      this.#camera,
    );
    panel.attach.setAttribute("aria-controls", "tray");
    panel.element.querySelector("form")?.prepend(this.#tray);
    addEventListener("online", () => this.#items.forEach((item) => item.error !== undefined && item.source && this.#send(item, item.source)));
  }

  /** Open the tray, or close one that is empty. */
  toggle() {
    const open = this.#tray.hidden || this.#items.length > 0;
    this.#show(open);
    if (open) {
      this.#learn();
      this.#choose.focus();
    }
  }

  /** @param {File[]} files to go with the next message */
  async add(files) {
    this.#show(true);
    this.#wrong.textContent = "";
    const limits = await this.#learn();
    /** @type {Record<string, string>} names of those that cannot go, by the reason */
    const refused = {};
    for (const file of files) {
      const flaw = limits && this.#flaw(file, limits);
      if (flaw) refused[flaw] = listed(refused[flaw], file.name);
      else this.#send(this.#item(file.name, file.size, file), file);
    }
    this.#wrong.textContent = Object.entries(refused).map(([flaw, names]) => this.#words.about(names, flaw)).join(" ");
    this.#panel.input.focus();
  }

  /** @returns {SentFile[]} what is ready, which goes with the message that is sent now; what is not stays */
  take() {
    const ready = this.#items.flatMap((item) => item.sent ?? []);
    this.#keep(this.#items.filter((item) => !item.sent));
    return ready;
  }

  /**
   * @param {SentFile[]} files of a message that is written anew
   * @param {boolean} [gone] the server has not all of them any more: they are brought again
   */
  put(files, gone) {
    this.#show(true);
    let lost = "";
    for (const file of files) {
      const source = this.#sent.own.get(file.attachment_id);
      if (!gone) this.#arrived(this.#item(file.name, file.size, source ?? null), file);
      else if (source) this.#send(this.#item(file.name, file.size, source), source);
      else lost = listed(lost, file.name);
    }
    this.#wrong.textContent = lost && this.#words.about(lost, this.#words.gone);
  }

  /** The conversation is another one: what was brought for the last does not go with it. */
  reset() {
    for (const item of this.#items) item.request?.abort();
    this.#keep([]);
  }

  /** @param {Record<string, unknown>} attributes */
  #input(attributes) {
    /** @type {HTMLInputElement} */
    const input = h("input", {
      type: "file",
      hidden: true,
      ...attributes,
      onchange: () => {
        const chosen = [...(input.files ?? [])];
        input.value = ""; // the same may be chosen again
        this.add(chosen);
      },
    });
    return input;
  }

  /** @param {boolean} open */
  #show(open) {
    this.#transcript.staying(() => (this.#tray.hidden = !open));
    this.#panel.attach.setAttribute("aria-expanded", String(open));
  }

  /** @param {Item[]} items that stay */
  #keep(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item) => item.row));
    this.#wrong.textContent = this.#told.textContent = "";
    this.#show(items.length > 0);
    this.#carry();
  }

  /** Learn from the server what may be sent, and say it. */
  async #learn() {
    try {
      if (!this.#limits) {
        const answer = await fetch(`${this.#connection.endpoint}/files`, { credentials: "omit" });
        const limits = /** @type {Limits} */ (await answer.json());
        this.#picker.accept = limits.media_types.join();
        this.#limits = limits;
      }
    } catch {
      return undefined; // the server judges what comes
    }
    const { files, bytes } = this.#limits;
    this.#rules.textContent = files ? this.#words.limits(files, this.#sent.size(bytes)) : this.#words.none;
    this.#ways.hidden = !files;
    return this.#limits;
  }

  /**
   * @param {File} file
   * @param {Limits} limits
   */
  #flaw(file, { files, bytes, media_types }) {
    const { none, tooMany, tooLarge, wrongKind } = this.#words;
    if (!files) return none;
    if (this.#items.length >= files) return tooMany(files);
    if (file.size > bytes) return tooLarge(this.#sent.size(bytes));
    return file.type && !media_types.includes(file.type) ? wrongKind : "";
  }

  /**
   * @param {string} name
   * @param {number} size
   * @param {File | null} source
   */
  #item(name, size, source) {
    const progress = h("progress", { max: "1", value: "0", "aria-label": this.#words.about(name, this.#words.sending) });
    const state = h("span", { class: "state" });
    const again = h("button", { class: "text", hidden: true, onclick: () => item.source && this.#send(item, item.source) }, this.#words.again);
    const remove = h("button", { class: "round", label: this.#words.remove(name), onclick: () => this.#remove(item) }, icon("close"));
    const row = h("li", {}, h("div", {}, h("strong", {}, name), ` ${this.#sent.size(size)}`, progress, state, again), remove);
    /** @type {Item} */
    const item = { source, row, progress, state, again };
    this.#items.push(item);
    this.#list.append(row);
    if (source?.type.startsWith("image/")) thumbnail(source).then((canvas) => row.prepend(canvas)).catch(() => {});
    return item;
  }

  /** @param {Item} item */
  #remove(item) {
    item.request?.abort();
    const { id, token } = this.#store.conversation ?? {};
    if (item.sent) {
      const options = { method: "DELETE", headers: { Authorization: `Bearer ${token}` } };
      fetch(`${this.#connection.endpoint}/conversations/${id}/attachments/${item.sent.attachment_id}`, options).catch(() => {}); // it goes after a day
    }
    this.#items = this.#items.filter((other) => other !== item);
    item.row.remove();
    this.#carry();
    this.#choose.focus();
  }

  /** Let the panel know what goes with the next message. */
  #carry() {
    const ready = this.#items.filter((item) => item.sent).length;
    this.#panel.carry(ready, this.#items.some((item) => !item.sent && item.error === undefined));
  }

  /**
   * Bring a file to the server; it is safe there once this says so.
   * @param {Item} item
   * @param {File} source
   */
  async #send(item, source) {
    item.error = undefined;
    item.again.hidden = true;
    item.progress.hidden = false;
    item.state.textContent = this.#words.sending;
    item.state.classList.remove("refused");
    this.#carry();
    try {
      const { id, token } = await this.#start();
      if (!this.#items.includes(item)) return; // removed meanwhile
      const file = await this.#upload(item, source, `${this.#connection.endpoint}/conversations/${id}/attachments`, token);
      this.#sent.own.set(file.attachment_id, source);
      this.#arrived(item, file);
    } catch (error) {
      if (this.#items.includes(item)) this.#failed(item, navigator.onLine ? (error instanceof Error && error.message) || this.#words.failed : this.#words.offline);
    }
  }

  /**
   * @param {Item} item
   * @param {File} source
   * @param {string} address
   * @param {string} token
   * @returns {Promise<SentFile>}
   */
  #upload(item, source, address, token) {
    return new Promise((resolve, reject) => {
      const request = (item.request = new XMLHttpRequest()); // fetch tells no progress
      request.open("POST", address);
      request.timeout = TRY_MS;
      request.responseType = "json";
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Accept-Language", this.#language);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(source.name));
      request.upload.onprogress = (event) => (item.progress.value = event.loaded / event.total);
      request.onload = () => {
        if (request.status === 201) resolve(request.response);
        else reject(new Error(request.response?.error?.message ?? ""));
      };
      request.onerror = request.ontimeout = request.onabort = () => reject(new Error());
      request.send(source);
    });
  }

  /**
   * @param {Item} item
   * @param {SentFile} file
   */
  #arrived(item, file) {
    item.sent = file;
    item.progress.hidden = true;
    item.state.textContent = `✓ ${this.#words.ready}`;
    this.#told.textContent = this.#words.about(file.name, this.#words.ready);
    this.#carry();
  }

  /**
   * @param {Item} item
   * @param {string} error
   */
  #failed(item, error) {
    item.error = error;
    item.progress.hidden = true;
    item.state.textContent = this.#told.textContent = error;
    item.state.classList.add("refused");
    item.again.hidden = false;
    this.#carry();
  }
}

/**
 * @param {string | undefined} names
 * @param {string} name one more
 */
function listed(names, name) {
  return names ? `${names}, ${name}` : name;
}
