// Lists: rows that open, walking with j and k, ticking, columns and row height the reader chose, the way back.
import { all, isTyping, on, onArrival } from "./dom.js";

// --- rows -------------------------------------------------------------------------------------------
on("click", "tr[data-href]", (event, row) => {
  if (event.target.closest("a, button, input, label, select, summary, [popover]") || getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else row.querySelector("a.name-link")?.click();
});

const rows = () => [...document.querySelectorAll("[data-rows] > tbody > tr")].filter((row) => row.offsetParent !== null);

function walk(step) {
  const list = rows();
  if (!list.length) return;
  const at = list.findIndex((row) => row.dataset.current !== undefined);
  const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + step))];
  for (const row of list) delete row.dataset.current;
  next.dataset.current = "";
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("a.name-link") ?? next.querySelector("input, a, button"))?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = isTyping(event.target) && !event.target.matches('input[type="checkbox"]');
  if (typing || event.defaultPrevented) return;
  if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "x") document.querySelector("tr[data-current] .row-select")?.click();
  else return;
  event.preventDefault();
});

// --- ticking ----------------------------------------------------------------------------------------
let last = null;

function count(part) {
  const view = part.closest("[data-list]") ?? document;
  const boxes = [...view.querySelectorAll(".row-select")];
  const ticked = boxes.filter((box) => box.checked).length;
  const total = view.querySelector("[data-select-all]");
  if (total) {
    total.checked = ticked > 0 && ticked === boxes.length;
    total.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  const text = view.querySelector("[data-selected-count]");
  if (text) text.textContent = `${ticked} selected`;
}

on("change", "[data-select-all]", (event, box) => {
  for (const one of box.closest("table").querySelectorAll(".row-select")) one.checked = box.checked;
  count(box);
});
on("click", ".row-select", (event, box) => {
  const boxes = [...box.closest("table").querySelectorAll(".row-select")];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  count(box);
});
on("click", "[data-select-none]", (event, button) => {
  const view = button.closest("[data-list]") ?? document;
  for (const box of view.querySelectorAll(".row-select")) box.checked = false;
  count(button);
});

// --- columns and row height, remembered in this browser ----------------------------------------------
const key = (name) => `hanse.table.${location.pathname}.${name}`;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(key(name))) ?? {};
  } catch {
    return {};
  }
}

function apply(panel) {
  const name = panel.dataset.columnChoice;
  const table = document.querySelector(`[data-table="${CSS.escape(name)}"]`);
  if (!table) return;
  const choice = read(name);
  for (const box of panel.querySelectorAll("input[value]:not([data-compact])")) {
    const shown = choice.columns ? choice.columns.includes(box.value) || box.disabled : box.checked;
    box.checked = shown;
    for (const cell of table.querySelectorAll(`[data-col="${CSS.escape(box.value)}"]`)) cell.hidden = !shown;
  }
  const compact = panel.querySelector("[data-compact]");
  if (choice.compact !== undefined) compact.checked = choice.compact;
  else compact.checked = table.classList.contains("table-compact");
  table.classList.toggle("table-compact", compact.checked);
}

onArrival((part) => all(part, "[data-column-choice]").forEach(apply));
on("change", "[data-column-choice] input", (event, box) => {
  const panel = box.closest("[data-column-choice]");
  const columns = [...panel.querySelectorAll("input[value]:not([data-compact])")].filter((one) => one.checked).map((one) => one.value);
  const choice = { columns, compact: panel.querySelector("[data-compact]").checked };
  try {
    localStorage.setItem(key(panel.dataset.columnChoice), JSON.stringify(choice));
  } catch {
    /* private window: the choice lasts as long as the page */
  }
  apply(panel);
});

// --- paging: "Previous" leads to where one came from ---------------------------------------------------
on("click", "[data-next]", (event, link) => {
  sessionStorage.setItem(`hanse.before.${link.href}`, location.href);
});
onArrival((part) => {
  for (const link of all(part, "[data-previous]")) {
    const before = sessionStorage.getItem(`hanse.before.${location.href}`);
    if (before) link.href = before;
  }
});
