// A table of inputs by column: Enter and the arrow keys go up and down, and a column pasted from a spreadsheet fills down.
import { on } from "./dom.js";

const columnOf = (field) => field.name.split(".")[0];

function below(field, step = 1) {
  const column = columnOf(field);
  const fields = [...field.closest("[data-columns]").querySelectorAll("input[type=text]")];
  const same = fields.filter((other) => columnOf(other) === column);
  return same[same.indexOf(field) + step];
}

on("keydown", "[data-columns] input[type=text]", (event, field) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = below(field, step);
  next?.focus();
  next?.select();
});

on("paste", "[data-columns] input[type=text]", (event, field) => {
  const lines = (event.clipboardData?.getData("text/plain") ?? "").trimEnd().split(/\r?\n/);
  if (lines.length < 2) return;
  event.preventDefault();
  for (const line of lines) {
    if (!field) break;
    field.value = line.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field = below(field);
  }
});
