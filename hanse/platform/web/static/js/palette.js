// The command palette: static actions of the page, filtered at once, and what the server finds, shortly after.
import { ask, make, settled } from "./dom.js";

let dialog;
let input;
let list;
let statics = [];
let found = [];
let asked = 0;
let current = 0;

function readStatics() {
  const template = dialog.querySelector("[data-palette-actions]");
  return [...template.content.querySelectorAll("a")].map((link) => ({
    label: link.textContent.trim(),
    hint: link.dataset.hint,
    href: link.getAttribute("href"),
    group: link.dataset.group,
    glyph: link.querySelector("svg"),
  }));
}

/** Scores how well a query fits: every word must start a word or occur; earlier is better. */
export function fits(query, label) {
  const text = label.toLowerCase();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 ? 3 : text[at - 1] === " " ? 2 : 1;
  }
  return score || 1;
}

function marked(label, query) {
  const out = make("span", { class: "palette-label truncate" });
  const word = query.trim().split(/\s+/)[0]?.toLowerCase();
  const at = word ? label.toLowerCase().indexOf(word) : -1;
  if (at < 0) out.append(label);
  else out.append(label.slice(0, at), make("mark", {}, label.slice(at, at + word.length)), label.slice(at + word.length));
  return out;
}

function draw() {
  const query = input.value.trim();
  const own = statics
    .map((one) => ({ ...one, score: fits(query, one.label) }))
    .filter((one) => one.score)
    .sort((a, b) => (query ? b.score - a.score : 0))
    .slice(0, query ? 8 : 14);
  const groups = new Map();
  for (const one of [...found, ...own]) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  list.replaceChildren();
  let index = 0;
  for (const [name, members] of groups) {
    list.append(make("div", { class: "palette-group", role: "presentation" }, name));
    for (const one of members) {
      const item = make("div", { class: "palette-item", role: "option", id: `palette-${index}`, "data-href": one.href });
      item.append(one.glyph ? one.glyph.cloneNode(true) : make("span", { class: "palette-glyph" }), marked(one.label, query));
      if (one.hint) item.append(make("span", { class: "palette-hint" }, one.hint));
      list.append(item);
      index += 1;
    }
  }
  if (!index) list.append(make("p", { class: "listbox-note", role: "presentation" }, asked ? "Searching" : `Nothing found for “${query}”.`));
  select(0);
}

function select(index) {
  const items = [...list.querySelectorAll('[role="option"]')];
  current = items.length ? (index + items.length) % items.length : 0;
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === current)));
  if (items.length) {
    input.setAttribute("aria-activedescendant", items[current].id);
    items[current].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

const search = settled(120, async () => {
  const query = input.value.trim();
  const mine = ++asked;
  if (query.length < 2) {
    found = [];
    asked = 0;
    draw();
    return;
  }
  try {
    const answer = await ask(`${document.body.dataset.palette}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    const body = answer.ok ? await answer.json() : { groups: [] };
    if (mine !== asked) return;
    found = body.groups.flatMap((group) => group.items.map((item) => ({ ...item, group: group.label, glyph: glyphOf(item.icon) })));
  } catch {
    if (mine === asked) found = [];
  }
  if (mine !== asked) return;
  asked = 0;
  draw();
});

/** An icon the server names, drawn as a mask so that it takes the colour of the text. */
function glyphOf(icon) {
  if (!/^[a-z0-9-]+$/.test(icon ?? "")) return null;
  const glyph = make("span", { class: "palette-glyph palette-mask", "aria-hidden": "true" });
  glyph.style.maskImage = `url("${new URL(`../vendor/lucide/${icon}.svg`, import.meta.url).href}")`;
  return glyph;
}

function follow(event) {
  const item = list.querySelectorAll('[role="option"]')[current];
  if (!item) return;
  if (event?.ctrlKey || event?.metaKey) window.open(item.dataset.href, "_blank", "noopener");
  else location.assign(item.dataset.href);
}

function wire() {
  input.addEventListener("input", () => {
    draw();
    search();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(current + 1);
    else if (event.key === "ArrowUp") select(current - 1);
    else if (event.key === "Enter") follow(event);
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointermove", (event) => {
    const item = event.target.closest('[role="option"]');
    if (item) select([...list.querySelectorAll('[role="option"]')].indexOf(item));
  });
  list.addEventListener("click", follow);
}

export function start(element) {
  if (!dialog) {
    dialog = element;
    input = dialog.querySelector("input");
    list = dialog.querySelector("[role=listbox]");
    statics = readStatics();
    wire();
  }
  found = [];
  draw();
  // What was typed while this file was on its way.
  if (input.value) search();
}
