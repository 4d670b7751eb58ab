// Keeps the marked parts of a page as the server would draw them now.

const CLOSED_FOR_GOOD = (code) => code >= 4400 && code < 4500;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Turns `from` into `to` where they differ, so that focus, scroll and open details stay.
 * Elements with `data-keep` keep what people typed or what was streamed into them.
 */
export function morph(from, to) {
  if (from.isEqualNode(to)) return;
  if (!isSameElement(from, to)) {
    from.replaceWith(to.cloneNode(true));
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.hasAttribute('data-keep')) return;
  copyAttributes(from, to);
  morphChildren(from, to);
}

function isSameElement(from, to) {
  return from.nodeType === to.nodeType && from.nodeName === to.nodeName && (from.id ?? '') === (to.id ?? '');
}

function copyAttributes(from, to) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    const isOpen = name === 'open' && from.nodeName === 'DETAILS'; // a person opened it
    if (!to.hasAttribute(name) && !isOpen) from.removeAttribute(name);
  }
}

function morphChildren(from, to) {
  const byId = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const named = wanted.id ? byId.get(wanted.id) : undefined;
    if (named && named !== place) from.insertBefore(named, place);
    const old = named ?? place;
    if (!old || (!named && !isSameElement(old, wanted))) {
      from.insertBefore(wanted.cloneNode(true), place);
      continue;
    }
    place = old.nextSibling;
    morph(old, wanted);
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

let newestDrawing = 0;

/** Fetches the page's address again and redraws its live parts; false if it could not. */
export async function redraw() {
  const mine = ++newestDrawing;
  const response = await fetch(location.href, { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok || response.redirected) return false;
  const text = await response.text();
  if (mine !== newestDrawing) return false; // a later one was asked for: this one shows the past
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const wanted = fresh.getElementById(part.id);
    if (wanted) morph(part, wanted);
  }
  document.title = fresh.title;
  tick();
  return true;
}

/** Calls `redraw` at once, then never more often than every `restMs`, and once at the end. */
export function coalesced(draw, restMs) {
  let isBusy = false;
  let isWanted = false;
  return async function run() {
    isWanted = true;
    if (isBusy) return;
    isBusy = true;
    while (isWanted) {
      isWanted = false;
      await draw();
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    isBusy = false;
  };
}

/** Keeps a socket open; final close codes end it, everything else is tried again, ever slower. */
export function listen(path, onMessage, onState) {
  let wait = FIRST_WAIT_MS;
  const connect = () => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
    socket.onopen = () => onState(true);
    socket.onmessage = (event) => {
      wait = FIRST_WAIT_MS; // not when it opens: a refused one is opened and closed
      onMessage(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      onState(false);
      if (CLOSED_FOR_GOOD(event.code)) return;
      setTimeout(connect, wait * (0.5 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };
  connect();
}

/** Lengths of what lasts go on counting between two drawings. */
export function tick() {
  const now = Date.now();
  for (const element of document.querySelectorAll('[data-since]')) {
    element.textContent = duration((now - Date.parse(element.dataset.since)) / 1000);
  }
}

function duration(seconds) {
  const whole = Math.max(0, seconds);
  if (whole < 60) return `${whole.toFixed(1)} s`;
  const pad = (number) => String(Math.floor(number)).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}
