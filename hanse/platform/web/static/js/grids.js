// Grids of plain fields: walking from row to row, and cells pasted from a spreadsheet, with new rows as they are needed.
import { make, on } from "./dom.js";

const COLUMNS = ["code", "unit", "minimum", "value"];

const rowsOf = (grid) => [...grid.querySelectorAll("tbody > tr")];
const cellOf = (row, name) => row?.querySelector(`[data-cell="${name}"]`);

function renumber(row, number) {
  for (const field of row.querySelectorAll("[name]")) {
    field.name = field.name.replace(/^row\.\d+\./, `row.${number}.`);
    const label = field.getAttribute("aria-label");
    if (label) field.setAttribute("aria-label", label.replace(/row \d+$/, `row ${number + 1}`));
  }
}

/** A further empty row below the last one. */
function addRow(grid) {
  const rows = rowsOf(grid);
  const last = rows.findLast((row) => row.dataset.new !== undefined);
  if (!last) return null;
  const row = last.cloneNode(true);
  row.classList.remove("row-wrong");
  row.querySelector(".field-error")?.remove();
  for (const field of row.querySelectorAll("input")) field.value = "";
  renumber(row, rows.length);
  grid.querySelector("tbody").append(row);
  return row;
}

function fill(row, cells, from) {
  cells.forEach((text, at) => {
    const field = cellOf(row, COLUMNS[from + at]);
    if (!field || field.disabled) return;
    field.value = text.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

on("paste", "[data-grid] [data-cell]", (event, field) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const grid = field.closest("[data-grid]");
  const from = COLUMNS.indexOf(field.dataset.cell);
  let row = field.closest("tr");
  const lines = text.trimEnd().split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    if (number > 0) row = row.nextElementSibling ?? addRow(grid);
    if (!row) break;
    fill(row, line.split("\t"), from);
  }
  let state = grid.querySelector("[data-grid-said]");
  if (!state) grid.append((state = make("p", { "data-grid-said": true, role: "status", class: "hidden-visually" })));
  state.textContent = `${lines.length} rows pasted`;
});

on("keydown", "[data-grid] [data-cell]", (event, field) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const row = field.closest("tr");
  const next = step > 0 ? (row.nextElementSibling ?? addRow(field.closest("[data-grid]"))) : row.previousElementSibling;
  const target = cellOf(next, field.dataset.cell) ?? cellOf(next, "value");
  target?.focus();
  target?.select();
});
