// What every module needs: delegation, work on parts that arrive later, asking the server. No feature of its own.

export const root = document.documentElement;
root.classList.add("js");

/** Calls `handler(event, element)` for events inside elements that match, now or later in the page. */
export function on(type, selector, handler, options) {
  document.addEventListener(
    type,
    (event) => {
      const element = event.target instanceof Element ? event.target.closest(selector) : null;
      if (element) handler(event, element);
    },
    options,
  );
}

const arrivals = [];
const loading = [];

/** Runs `work(part)` over the document now and over every part that is put into it later; it may see a part twice. */
export function onArrival(work) {
  arrivals.push(work);
  work(document);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const part of change.addedNodes) {
      if (part instanceof HTMLElement && part.isConnected) for (const work of arrivals) work(part);
    }
  }
}).observe(document.body, { childList: true, subtree: true });

/** Loads a module once the page holds something it serves. */
export function whenPresent(selector, load) {
  let loaded = false;
  onArrival((part) => {
    if (loaded || !(part.matches?.(selector) || part.querySelector(selector))) return;
    loaded = true;
    loading.push(load());
  });
}

/** Marks the page once every module it needs has arrived. */
export function markReady() {
  Promise.allSettled(loading).then(() => (root.dataset.ready = ""));
}

/** All matches in a part, the part itself included. */
export function all(part, selector) {
  const inside = [...part.querySelectorAll(selector)];
  return part.matches?.(selector) ? [part, ...inside] : inside;
}

/** Makes an element: `make("div", { class: "x" }, "text", child)`. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** Asks our own server; changes carry the form token. */
export function ask(url, options = {}) {
  const headers = new Headers(options.headers);
  if (options.method && options.method !== "GET") headers.set("X-CSRF-Token", csrfToken());
  return fetch(url, { credentials: "same-origin", ...options, headers });
}

/** Waits until calls pause for `delay` ms. */
export function settled(delay, work) {
  let timer;
  return (...rest) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...rest), delay);
  };
}

export const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

onArrival((part) => {
  for (const element of all(part, "[data-needs-script]")) element.hidden = false;
});
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
onArrival((part) => {
  if (mac) for (const key of all(part, "[data-command-key]")) key.textContent = "⌘ K";
});
