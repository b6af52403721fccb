/** A small picker: emoji that are used in answers, found by words in both languages. */

import { elements, find, findAll, make, say } from "./dom.js";

/** Each with its words, English then French; the names follow Unicode's. */
const EMOJI = `😀 grinning smile sourire
😊 smiling eyes sourire content
😉 winking clin oeil
🙂 slightly smiling sourire
😄 laughing eyes rire
😅 sweat nervous sueur
😂 tears joy rire larmes
🥰 hearts affection coeurs
😍 heart eyes amour
😎 sunglasses lunettes
🤔 thinking réflexion
😮 open mouth surprise étonné
😢 crying triste larme
😕 confused perplexe
😬 grimacing gêné
🙈 monkey see singe
🙏 folded hands thanks please merci
👍 thumbs up yes pouce oui
👎 thumbs down no pouce non
👌 ok hand parfait
👏 clapping bravo applaudissements
💪 biceps strong force
👋 waving hello salut
🤝 handshake accord
✌️ victory peace paix
🙌 raising hands hourra
❤️ red heart coeur
💚 green heart coeur vert
💙 blue heart coeur bleu
✨ sparkles étincelles
⭐ star étoile
🎉 party popper fête
🎁 wrapped gift cadeau
🎂 birthday cake gâteau anniversaire
🎄 christmas tree noël
🌸 blossom fleur
🌞 sun soleil
🌧️ rain pluie
📦 package parcel colis
🚚 delivery truck camion livraison
🏠 house maison domicile
📮 postbox boîte lettres
✈️ airplane avion
🛒 shopping cart panier
🛍️ shopping bags achats
👗 dress robe
👕 shirt chemise
👖 jeans trousers pantalon
🧥 coat manteau
🧣 scarf écharpe
👟 shoe trainer chaussure
👢 boot botte
👜 handbag sac
💳 credit card carte bancaire
💶 euro banknote argent
🧾 receipt ticket facture
🏷️ label price étiquette prix
📏 ruler size taille mesure
📅 calendar date calendrier
⏰ alarm clock time heure
⏳ hourglass wait attente sablier
✅ check done fait
❌ cross no croix non
⚠️ warning attention
❗ exclamation important
❓ question
ℹ️ information
➡️ right arrow flèche
📧 e-mail courriel
📞 telephone téléphone
📷 camera photo
🔍 magnifying search loupe
🔒 locked secure cadenas
🔁 repeat return retour échange
♻️ recycling recyclage
🌍 globe world monde
🇫🇷 flag france drapeau
🇪🇺 flag europe drapeau`
  .split("\n")
  .map((line) => {
    const [emoji, ...words] = line.split(" ");
    return { emoji: emoji ?? "", words: words.join(" ") };
  });

const COLUMNS = 8;

/** Show the picker, or hide it. @param {HTMLElement} button @param {(emoji: string) => void} put */
export function toggleEmoji(button, put) {
  const old = find("#emoji");
  if (old) {
    close(button);
    return;
  }
  const picker = make("div", { class: "emoji" }, { id: "emoji", role: "dialog", "aria-label": say("emoji_find") });
  const input = make("input", {}, { type: "search", "aria-label": say("emoji_find"), placeholder: say("emoji_find") });
  const grid = make("div", { class: "grid" }, { role: "group", "aria-label": say("emoji_find") });
  const draw = () => {
    const wanted = fold(input.value);
    const shown = EMOJI.filter((one) => fold(one.words).includes(wanted));
    grid.replaceChildren(
      ...shown.map((one) => {
        const [made] = elements("<button type=button></button>");
        const choice = /** @type {HTMLElement} */ (made);
        choice.textContent = one.emoji;
        choice.title = one.words;
        choice.setAttribute("aria-label", one.words);
        choice.addEventListener("click", () => {
          close(button);
          put(one.emoji);
        });
        return choice;
      }),
    );
  };
  input.addEventListener("input", draw);
  picker.addEventListener("keydown", (event) => onKey(event, picker, button));
  picker.append(input, grid);
  button.after(picker);
  button.setAttribute("aria-expanded", "true");
  draw();
  input.focus();
}

/** @param {HTMLElement} button */
function close(button) {
  find("#emoji")?.remove();
  button.setAttribute("aria-expanded", "false");
  button.focus();
}

/** @param {KeyboardEvent} event @param {HTMLElement} picker @param {HTMLElement} button */
function onKey(event, picker, button) {
  event.stopPropagation();
  const choices = findAll(".grid button", picker);
  const at = choices.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const step = steps[event.key];
  if (event.key === "Escape") close(button);
  else if (event.key === "Enter" && at < 0) choices[0]?.click();
  else if (step && (at >= 0 || event.key === "ArrowDown")) {
    const next = at < 0 ? 0 : at + step;
    (choices[next] ?? (next < 0 ? find("input", picker) : null))?.focus();
  } else return;
  event.preventDefault();
}

/** @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
