// The page of one execution: redrawn when events come, with text as models write it.

import { coalesced, listen, redraw, tick } from './live.js';

const REST_MS = 300;
const OFFLINE_MS = 3_000;
const ANNOUNCE_MS = 5_000;

const page = document.getElementById('page');
const refresh = coalesced(async () => {
  await redraw();
  showStreams();
}, REST_MS);

/* ---- text that models write: text nodes only, one change a frame ---- */

const streams = new Map();
let isFrameAsked = false;

function keepTokens({ task_run: run, attempt, offset, text }) {
  const known = streams.get(run);
  const stream = known?.attempt === attempt ? known : { attempt, text: '', start: offset };
  const end = stream.start + stream.text.length;
  if (offset > end) stream.text += ' … ';
  stream.text = offset > end ? stream.text + text : stream.text.slice(0, offset - stream.start) + text;
  if (offset > end) stream.start = offset + text.length - stream.text.length;
  streams.set(run, stream);
  if (!isFrameAsked) requestAnimationFrame(showStreams);
  isFrameAsked = true;
}

function showStreams() {
  isFrameAsked = false;
  for (const element of document.querySelectorAll('[data-stream]')) {
    const stream = streams.get(Number(element.dataset.stream));
    if (stream && element.textContent !== stream.text) followEnd(element, stream.text);
  }
}

function followEnd(element, text) {
  const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
  element.textContent = text;
  if (isAtEnd) element.scrollTop = element.scrollHeight;
}

/* ---- what a screen reader hears: milestones, not every task ---- */

let spokenAt = 0;
let lastState = '';

function announce() {
  const state = document.getElementById('state').textContent.trim();
  const isNews = state !== lastState;
  if (!isNews || Date.now() - spokenAt < ANNOUNCE_MS) return;
  if (lastState) document.getElementById('announcement').textContent = `Execution ${state}`;
  lastState = state;
  spokenAt = Date.now();
}

/* ---- the task beside the table ---- */

async function openPanel(address) {
  history.pushState(null, '', address);
  await showPanel();
  document.getElementById('panel-title')?.focus();
}

async function showPanel() {
  document.getElementById('split').classList.toggle('has-panel', location.search.includes('task='));
  await redraw();
  showStreams();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-panel]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openPanel(link.getAttribute('href'));
});
window.addEventListener('popstate', showPanel);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && location.search.includes('task=')) openPanel('?');
});

/* ---- the feed ---- */

let offlineTimer = 0;

function showConnection(isOpen) {
  clearTimeout(offlineTimer);
  document.querySelector('.offline')?.remove();
  if (isOpen) return;
  offlineTimer = setTimeout(() => {
    const note = document.createElement('p');
    note.className = 'offline';
    note.setAttribute('role', 'status');
    note.textContent = 'Not connected; trying again…';
    document.body.append(note);
  }, OFFLINE_MS);
}

listen(
  page.dataset.feed,
  (message) => (message.type === 'tokens' ? keepTokens(message) : refresh().then(announce)),
  showConnection,
);
setInterval(tick, 100);
setInterval(announce, ANNOUNCE_MS);
announce();
