// @ts-check
// The files of messages: shown below their words, saved when asked for. Loaded with the first of them.

import { h } from "./dom.js";

/** @typedef {import("./connection.js").SentFile} SentFile */

const SHOWN_BYTES = 5_000_000; // of a picture that is fetched without being asked for
const THUMBNAIL_PX = 220;

const WORDS = {
  en: {
    files: "Files",
    download: (/** @type {string} */ name) => `Download ${name}`,
    gone: "This file cannot be had right now.",
    units: ["kB", "MB"],
  },
  fr: {
    files: "Fichiers",
    download: (/** @type {string} */ name) => `Télécharger ${name}`,
    gone: "Ce fichier n’est pas accessible pour le moment.",
    units: ["ko", "Mo"],
  },
};

export class SentFiles {
  #language;
  #words;
  #transcript;
  #store;
  #connection;
  /** @type {Map<string, File>} what this page has brought, by id: it need not be fetched to be shown */
  own = new Map();

  /**
   * @param {string} language
   * @param {import("./transcript.js").Transcript} transcript
   * @param {import("./store.js").Store} store
   * @param {import("./connection.js").Connection} connection
   */
  constructor(language, transcript, store, connection) {
    this.#language = language;
    this.#words = language === "fr" ? WORDS.fr : WORDS.en;
    this.#transcript = transcript;
    this.#store = store;
    this.#connection = connection;
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
    const name = h("span", {}, h("strong", {}, file.name), ` ${this.size(file.size)}`);
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
    const button = h("button", { class: "file", "aria-label": `${this.#words.download(file.name)}, ${this.size(file.size)}`, onclick: save }, name);
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
    const own = this.own.get(file.attachment_id);
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

  /** @param {number} bytes in words */
  size(bytes) {
    const [kilo, mega] = this.#words.units;
    const [value, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), kilo] : [Math.round(bytes / 1e5) / 10, mega];
    return `${value.toLocaleString(this.#language)} ${unit}`;
  }
}

/** @param {Blob} blob drawn small: the shop's policy may let in no image but its own */
export async function thumbnail(blob) {
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
