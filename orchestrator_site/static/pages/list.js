// Lists: told by a feed where there is one, and looked at again every few seconds in any case.

import { coalesced, listen, redraw, tick } from './live.js';

const BUSY_MS = 2_000;
const IDLE_MS = 10_000;
const REST_MS = 400;

const list = document.getElementById('live');
const refresh = coalesced(() => redraw(), REST_MS);

function isBusy() {
  return list.querySelector('[data-look="running"], [data-look="queued"], [data-look="waiting"]') !== null;
}

async function lookAgain() {
  if (!document.hidden) await refresh();
  setTimeout(lookAgain, isBusy() ? BUSY_MS : IDLE_MS);
}

if (list.dataset.feed) listen(list.dataset.feed, refresh, () => {});
document.addEventListener('visibilitychange', () => document.hidden || refresh());
setTimeout(lookAgain, isBusy() ? BUSY_MS : IDLE_MS);
setInterval(tick, 200);
