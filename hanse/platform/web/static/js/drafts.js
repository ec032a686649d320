// What was written into a guarded form and not saved stays in this browser, for the person who wrote it: a closed tab, a
// crash or a log-in in between loses nothing. It is offered again, never put back unasked, and gone when it was saved,
// when its writer logs out (server.js), or after two weeks. Secrets and files are never kept.
import { all, ask, make, on, onArrival, settled } from "./dom.js";

const PLACE = "hanse:draft:";
const KEPT_MS = 14 * 24 * 3600 * 1000;
const SECRET = /secret|password|token|iban|account_number/i;
const person = document.body.dataset.person ?? "";
const keyOf = (form) => `${PLACE}${person}:${new URL(form.action, location.href).pathname}`;
const PLAIN = "input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button]), textarea, select";

function controls(form) {
  if (!person || form.querySelector("[type=password]")) return [];
  return [...form.querySelectorAll(PLAIN)].filter((one) => one.name && !one.name.startsWith("_") && !SECRET.test(one.name) && !one.closest("[data-tags], [data-combobox]"));
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

async function write(form, text) {
  const pairs = JSON.parse(text);
  const builder = form.querySelector("[data-condition]");
  if (builder) await regrow(form, builder, pairs);
  const values = (name) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  for (const one of controls(form)) {
    const held = values(one.name);
    if (one.matches("[type=checkbox], [type=radio]")) one.checked = held.includes(one.value);
    else if (one.matches("select")) for (const option of one.options) option.selected = held.includes(option.value);
    else if (held.length) one.value = held[0];
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Rows that the page opened without are drawn by the server, as its own buttons have them drawn.
async function regrow(form, builder, pairs) {
  const body = new URLSearchParams(pairs);
  for (const one of form.querySelectorAll("input[type=hidden]")) if (!body.has(one.name)) body.append(one.name, one.value);
  body.set(`${builder.dataset.condition}.mode`, body.has(builder.dataset.condition) ? "text" : "rows");
  body.set("_action", `${builder.dataset.condition}:shape`);
  const answer = await ask(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = [...page.forms].find((one) => one.getAttribute("action") === form.getAttribute("action"));
  if (answer.ok && fresh) form.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
}

// A browser that keeps nothing (a full or forbidden store) keeps no drafts either.
function draftsOf() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PLACE));
  } catch {
    return [];
  }
}
function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
function store(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    return;
  }
}

// What was sent is done with, unless a log-in or an error page came instead of an answer.
const lost = document.body.matches(".bare");
for (const key of draftsOf()) {
  const draft = load(key);
  if (!draft || Date.now() - draft.at > KEPT_MS) localStorage.removeItem(key);
  else if (!draft.sent) continue;
  else if (lost) store(key, { ...draft, sent: false });
  else localStorage.removeItem(key);
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
  const wrote = new Date(draft.at);
  const isToday = wrote.toDateString() === new Date().toDateString();
  const at = wrote.toLocaleString(document.documentElement.lang, { ...(isToday ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit" });
  const back = make("button", { type: "button", class: "button button-small" }, "Put it back");
  const leave = make("button", { type: "button", class: "button button-small button-quiet" }, "Leave it");
  const words = make("div", { class: "notice-body" }, make("p", {}, `${isToday ? "At" : "On"} ${at} you had written something here that was not saved.`));
  const notice = make("div", { class: "notice tone-info", role: "note" }, words, back, leave);
  back.addEventListener("click", async () => {
    notice.remove();
    await write(form, draft.text);
    controls(form)[0]?.focus();
  });
  leave.addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
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
    localStorage.removeItem(keyOf(form));
  }
});
