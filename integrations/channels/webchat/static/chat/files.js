// @ts-check
// Photos and files: chosen, taken, dropped or pasted by the customer, and shown below any message.
// Loaded with the first of them: most conversations have none.

import { h, icon } from "./dom.js";

/** @typedef {import("./connection.js").SentFile} SentFile */
/** @typedef {{ files: number, bytes: number, media_types: string[] }} Limits  as the server says */
/**
 * A file on its way, in the tray; `sent` is there once the server has it.
 * @typedef {{ source: File | null, row: HTMLElement, progress: HTMLProgressElement, state: HTMLElement,
 *   again: HTMLElement, sent?: SentFile, request?: XMLHttpRequest, error?: string }} Item
 */

const SHOWN_BYTES = 5_000_000; // of a picture that is fetched without being asked for
const THUMBNAIL_PX = 220;
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
    again: "Try again",
    remove: (/** @type {string} */ name) => `Remove ${name}`,
    tooMany: (/** @type {number} */ n) => `That is too many: ${n} at most with one message.`,
    tooLarge: (/** @type {string} */ most) => `Too large: ${most} at most.`,
    wrongKind: "This kind of file cannot be sent. Photos and PDF files can.",
    about: (/** @type {string} */ name, /** @type {string} */ said) => `${name}: ${said}`,
    files: "Files",
    download: (/** @type {string} */ name) => `Download ${name}`,
    gone: "This file cannot be had right now.",
    units: ["kB", "MB"],
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
    again: "Réessayer",
    remove: (/** @type {string} */ name) => `Retirer ${name}`,
    tooMany: (/** @type {number} */ n) => `C’est trop : ${n} au plus par message.`,
    tooLarge: (/** @type {string} */ most) => `Trop lourd : ${most} au plus.`,
    wrongKind: "Ce type de fichier ne peut pas être envoyé. Les photos et les PDF peuvent l’être.",
    about: (/** @type {string} */ name, /** @type {string} */ said) => `${name} : ${said}`,
    files: "Fichiers",
    download: (/** @type {string} */ name) => `Télécharger ${name}`,
    gone: "Ce fichier n’est pas accessible pour le moment.",
    units: ["ko", "Mo"],
  },
};

export class Files {
  #language;
  #words;
  #panel;
  #transcript;
  #store;
  #connection;
  #start;
  /** @type {Item[]} */
  #items = [];
  /** @type {Map<string, Blob>} what this page has brought, by id: it need not be fetched to be shown */
  #own = new Map();
  /** @type {Limits | undefined} */
  #limits;
  #list = h("ul", { class: "items" });
  #rules = h("p", { class: "rules", id: "rules" });
  #wrong = h("p", { class: "state refused", role: "status" });
  #told = h("p", { class: "hidden", role: "status" });
  #picker;
  #camera;
  #choose;
  #tray;

  /**
   * @param {string} language
   * @param {import("./view.js").Panel} panel
   * @param {import("./transcript.js").Transcript} transcript
   * @param {import("./store.js").Store} store
   * @param {import("./connection.js").Connection} connection
   * @param {() => Promise<import("./store.js").Conversation>} start
   */
  constructor(language, panel, transcript, store, connection, start) {
    this.#language = language;
    this.#words = language === "fr" ? WORDS.fr : WORDS.en;
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
    const ways = h("p", { class: "ways" }, matchMedia("(pointer: coarse)").matches && camera, this.#choose);
    this.#tray = h(
      "div",
      { class: "tray", id: "tray", role: "group", "aria-label": this.#words.group, hidden: true },
      this.#list,
      ways,
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
    for (const file of files) {
      const flaw = limits && this.#flaw(file, limits);
      if (flaw) this.#wrong.textContent = this.#words.about(file.name, flaw);
      else this.#send(this.#item(file.name, file.size, file), file);
    }
    this.#panel.input.focus();
  }

  /** @returns {SentFile[]} what is ready, which goes with the message that is sent now */
  take() {
    const ready = this.#items.flatMap((item) => item.sent ?? []);
    this.#clear();
    return ready;
  }

  /** @param {SentFile[]} files of a message that is written anew */
  put(files) {
    this.#show(true);
    for (const file of files) this.#arrived(this.#item(file.name, file.size, null), file);
  }

  /** The conversation is another one: what was brought for the last does not go with it. */
  reset() {
    for (const item of this.#items) item.request?.abort();
    this.#clear();
  }

  /**
   * Show the files of a message below its words.
   * @param {HTMLElement} message
   * @param {SentFile[]} files
   */
  show(message, files) {
    const list = h("ul", { class: "files", "aria-label": this.#words.files }, ...files.map((file) => h("li", {}, this.#file(file))));
    this.#transcript.staying(() => (message.querySelector(".bubble") ?? message).after(list));
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

  #clear() {
    this.#items = [];
    this.#list.replaceChildren();
    this.#wrong.textContent = this.#told.textContent = "";
    this.#show(false);
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
    this.#rules.textContent = files ? this.#words.limits(files, this.#size(bytes)) : this.#words.none;
    this.#choose.hidden = !files;
    return this.#limits;
  }

  /**
   * @param {File} file
   * @param {Limits} limits
   */
  #flaw(file, { files, bytes, media_types }) {
    const { tooMany, tooLarge, wrongKind } = this.#words;
    if (this.#items.length >= files) return tooMany(files);
    if (file.size > bytes) return tooLarge(this.#size(bytes));
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
    const row = h("li", {}, h("div", {}, h("strong", {}, name), ` ${this.#size(size)}`, progress, state, again), remove);
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
      const file = await this.#upload(item, source, `${this.#connection.endpoint}/conversations/${id}/attachments`, token);
      this.#own.set(file.attachment_id, source);
      this.#arrived(item, file);
    } catch (error) {
      this.#failed(item, navigator.onLine ? (error instanceof Error && error.message) || this.#words.failed : this.#words.offline);
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

  /**
   * A button that saves a file: an address could not carry the token. Pictures show themselves,
   * drawn, because the shop's policy may let in no image but its own.
   * @param {SentFile} file
   */
  #file(file) {
    /** @type {Promise<Blob> | undefined} */
    let read;
    const load = () =>
      (read ??= this.#read(file).catch((error) => {
        read = undefined; // it is tried again when it is asked for again
        throw error;
      }));
    const wrong = h("span", { class: "wrong", role: "status" });
    const name = h("span", {}, h("strong", {}, file.name), ` ${this.#size(file.size)}`);
    const save = async () => {
      try {
        const href = URL.createObjectURL(await load());
        h("a", { href, download: file.name }).click();
        setTimeout(() => URL.revokeObjectURL(href), 60_000);
        wrong.textContent = "";
      } catch {
        wrong.textContent = this.#words.gone;
      }
    };
    const button = h("button", { class: "file", "aria-label": `${this.#words.download(file.name)}, ${this.#size(file.size)}`, onclick: save }, name);
    if (file.media_type.startsWith("image/") && file.size <= SHOWN_BYTES) {
      load().then(thumbnail).then((canvas) => this.#transcript.staying(() => button.prepend(canvas))).catch(() => {}); // its name stands for it
    }
    return h("div", {}, button, wrong);
  }

  /**
   * @param {SentFile} file
   * @returns {Promise<Blob>}
   */
  async #read(file) {
    const own = this.#own.get(file.attachment_id);
    if (own) return own;
    const { endpoint } = this.#connection;
    const { id, token } = this.#store.conversation ?? {};
    const response = await fetch(`${endpoint}/conversations/${id}/attachments/${file.attachment_id}`, {
      headers: { Authorization: `Bearer ${token}` },
      credentials: "omit",
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.blob();
  }

  /** @param {number} bytes */
  #size(bytes) {
    const [kilo, mega] = this.#words.units;
    const [value, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), kilo] : [Math.round(bytes / 1e5) / 10, mega];
    return `${value.toLocaleString(this.#language)} ${unit}`;
  }
}

/** @param {Blob} blob */
async function thumbnail(blob) {
  const picture = await createImageBitmap(blob);
  const scale = Math.min(1, (THUMBNAIL_PX * devicePixelRatio) / Math.max(picture.width, picture.height));
  const canvas = h("canvas", {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
    "aria-hidden": "true",
  });
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}
