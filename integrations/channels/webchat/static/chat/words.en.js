// @ts-check
// Every word the widget says by itself, in English; words.fr.js has the same in French.

export const words = {
  language: "en",
  open: "Open the chat",
  close: "Close the chat",
  unread: (/** @type {number} */ n) => (n === 1 ? "1 new message" : `${n} new messages`),
  title: "Chat",
  role: "Automated assistant (AI)",
  conversation: "Conversation",
  greeting: "Hello, how can I help?",
  disclosure: (/** @type {string} */ shop) =>
    `I am the automated assistant (AI)${shop && ` of ${shop}`}. I answer from the shop’s own ` +
    "pages and catalogue, with sources. You can ask for a person at any time.",
  suggestions: ["How long does delivery take?", "How do I return an item?"],
  suggested: "Suggestions",
  message: "Your message",
  placeholder: "Ask a question",
  send: "Send",
  left: (/** @type {number} */ n) =>
    n < 0 ? `${-n} characters too many` : `${n} characters left`,
  you: "You",
  assistant: "Assistant",
  agent: "Our team",
  writing: (/** @type {string} */ who) => `${who} is writing`,
  patience: "This takes a little longer. The answer will appear here.",
  sending: "Sending",
  sent: "Sent",
  unsent: "Not sent yet. Trying again.",
  refused: "Not sent.",
  edit: "Edit",
  person: "Talk to a person",
  askForPerson: "I would like to talk to a person.",
  source: (/** @type {string} */ title) => `Source: ${title}`,
  sources: (/** @type {number} */ n) => `${n} sources`,
  newTab: "opens in a new tab",
  products: "Products",
  add: "Add to basket",
  helpful: "This helped",
  unhelpful: "This did not help",
  thanks: "Thank you",
  restart: "New conversation",
  restartQuestion: "Start over? This conversation will be removed from this browser.",
  restartYes: "Start over",
  restartNo: "Keep it",
  offline: "You are offline. Your messages will be sent later.",
  away: "The chat cannot be reached. Trying again.",
  ended: "The earlier conversation has ended. This is a new one.",
  privacy: "Privacy",
  skip: "Skip to the chat",
};

/** @typedef {typeof words} Words */
