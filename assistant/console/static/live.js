/** The one stream of a page: what happens in its list and in its conversation. */

import { notify, say } from "./dom.js";
import { reload, takeCounts, takeRows } from "./list.js";
import { current, leaveFor, showWriting, takeThread, takeViewers } from "./thread.js";

/** @type {EventSource | undefined} */
let source;
let hellos = 0;
let lost = false;

/** Follow what the page shows now. */
export function follow() {
  source?.close();
  hellos = 0;
  const { id, sequence } = current();
  const query = new URLSearchParams(location.search);
  query.delete("after");
  if (id) query.set("c", id);
  query.set("since", String(sequence));
  source = new EventSource(`/console/events?${query}`);
  source.addEventListener("message", (event) => take(JSON.parse(event.data)));
  source.addEventListener("error", onError);
}

export function leave() {
  source?.close();
  source = undefined;
}

function onError() {
  if (!lost) notify(say("offline"));
  lost = true;
  if (source?.readyState === EventSource.CLOSED) window.setTimeout(follow, 2000 + Math.random() * 3000);
}

/** @param {any} message */
function take(message) {
  switch (message.type) {
    case "hello":
      if (lost) notify(say("online"));
      if (lost || hellos++) void reload();
      lost = false;
      break;
    case "relist":
      void reload();
      break;
    case "rows":
      takeRows(message.rows);
      break;
    case "counts":
      takeCounts(message.counts);
      break;
    case "thread":
      takeThread(message);
      break;
    case "gone":
      leaveFor("gone");
      break;
    case "nudge":
      notify(message.text);
      break;
    case "customer_writes":
      showWriting();
      break;
    case "viewers":
      takeViewers(message.viewers);
      break;
  }
}
