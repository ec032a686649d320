// What was written into a guarded form and not saved stays in this tab: a reload, a crash or a log-in in between loses
// nothing. It is offered again, never put back unasked. Secrets and files are never kept.
import { all, make, on, onArrival, settled } from "./dom.js";

const PLACE = "hanse:draft:";
const keyOf = (form) => PLACE + new URL(form.action, location.href).pathname;
const PLAIN = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), textarea, select";

function controls(form) {
  if (form.querySelector("[type=password]")) return [];
  return [...form.querySelectorAll(PLAIN)].filter((one) => one.name && !one.name.startsWith("_") && !one.closest("[data-tags], [data-combobox]"));
}

function read(form) {
  const pairs = [];
  for (const one of controls(form)) {
    if (one.matches("[type=checkbox], [type=radio]")) one.checked && pairs.push([one.name, one.value]);
    else if (one.matches("select")) for (const chosen of one.selectedOptions) pairs.push([one.name, chosen.value]);
    else pairs.push([one.name, one.value]);
  }
  return JSON.stringify(pairs);
}

function write(form, text) {
  const pairs = JSON.parse(text);
  const values = (name) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  for (const one of controls(form)) {
    const held = values(one.name);
    if (one.matches("[type=checkbox], [type=radio]")) one.checked = held.includes(one.value);
    else if (one.matches("select")) for (const option of one.options) option.selected = held.includes(option.value);
    else if (held.length) one.value = held[0];
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function draftsOf() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(PLACE));
}
const load = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key, draft) => sessionStorage.setItem(key, JSON.stringify(draft));

// What was sent is done with, unless a log-in or an error page came instead of an answer.
const lost = document.body.matches(".bare");
for (const key of draftsOf()) {
  const draft = load(key);
  if (!draft.sent) continue;
  if (lost) store(key, { ...draft, sent: false });
  else sessionStorage.removeItem(key);
}

const first = new WeakMap();
onArrival((part) => {
  for (const form of all(part, "form[data-guard]")) {
    if (first.has(form)) continue;
    first.set(form, read(form));
    const draft = load(keyOf(form));
    if (!draft || draft.text === read(form) || form.querySelector("[data-error-summary]")) continue;
    offer(form, draft);
  }
});

function offer(form, draft) {
  const at = new Date(draft.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const back = make("button", { type: "button", class: "button button-small" }, "Put it back");
  const leave = make("button", { type: "button", class: "button button-small button-quiet" }, "Leave it");
  const words = make("div", { class: "notice-body" }, make("p", {}, `At ${at} you had written something here that was not saved.`));
  const notice = make("div", { class: "notice tone-info", role: "note" }, words, back, leave);
  back.addEventListener("click", () => {
    write(form, draft.text);
    notice.remove();
    controls(form)[0]?.focus();
  });
  leave.addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    notice.remove();
  });
  form.prepend(notice);
}

const keep = settled(400, (form) => {
  const text = read(form);
  if (form.dataset.sent === undefined && text !== first.get(form)) store(keyOf(form), { text, at: Date.now() });
});
on("input", "form[data-guard]", (event, form) => keep(form));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-guard]") || read(form) === first.get(form)) return;
  store(keyOf(form), { text: read(form), at: Date.now(), sent: true });
});
document.addEventListener("hanse:kept", () => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    first.set(form, read(form));
    sessionStorage.removeItem(keyOf(form));
  }
});
