/** The one stream of a page: what happens in its list and in its conversation. */

import { alertAgent } from "./alerts.js";
import { current, notify, say } from "./dom.js";
import { reload, takeCounts, takeRows } from "./list.js";
import { leaveFor, showWriting, takeThread, takeViewers } from "./thread.js";

/** What the page follows. @type {EventSource | undefined} */
let source;
/** What it followed before: lists go on until the new one is there, so that no change falls between.
 *  @type {EventSource | undefined} */
let before;
let hellos = 0;
let offline = false;
let lost = true; // what changed since the server made this page is not known yet

/** Follow what the page shows now. */
export function follow() {
  before?.close();
  before = source;
  if (hellos === 0) lost = true; // it was not there yet
  hellos = 0;
  const { id, sequence } = current();
  const query = new URLSearchParams(location.search);
  query.delete("after");
  if (id) query.set("c", id);
  query.set("since", String(sequence));
  const mine = new EventSource(`/console/events?${query}`);
  source = mine;
  mine.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (mine === source) take(message);
    else if (mine === before) takeList(message);
  });
  mine.addEventListener("error", () => mine === source && onError());
}

export function leave() {
  before?.close();
  source?.close();
  before = source = undefined;
  lost = true;
}

function onError() {
  if (!offline) notify(say("offline"));
  offline = lost = true;
  if (source?.readyState === EventSource.CLOSED) window.setTimeout(follow, 2000 + Math.random() * 3000);
}

/** @param {any} message */
function take(message) {
  switch (message.type) {
    case "hello":
      before?.close();
      if (offline) notify(say("online"));
      if (lost || hellos++) void reload();
      offline = lost = false;
      break;
    case "thread":
      takeThread(message);
      break;
    case "gone":
      lost = true; // nothing follows on this stream, lists neither
      leaveFor("gone");
      break;
    case "nudge":
      notify(message.text);
      alertAgent(message.text, message.conversation);
      break;
    case "customer_writes":
      showWriting();
      break;
    case "viewers":
      takeViewers(message.viewers);
      break;
    default:
      takeList(message);
  }
}

/** @param {any} message */
function takeList(message) {
  if (message.type === "relist") void reload();
  if (message.type === "rows") takeRows(message.rows);
  if (message.type === "counts") takeCounts(message.counts);
}
