// A grid to order in, by keyboard: Enter and the arrow keys move between amounts, Ctrl+Enter keeps them.
// Lines pasted into an amount go where many lines belong. Only what changed is sent.
import { on } from "./dom.js";

const amounts = (grid) => [...grid.querySelectorAll("[data-quantity]")];

on("keydown", "[data-order-grid]", (event, grid) => {
  const fields = amounts(grid);
  const at = fields.indexOf(event.target);
  if (at < 0) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) grid.requestSubmit();
  else if (event.key === "Enter" || event.key === "ArrowDown") (fields[at + 1] ?? document.querySelector("[data-paste]"))?.focus();
  else if (event.key === "ArrowUp") fields[at - 1]?.focus();
  else return;
  event.preventDefault();
});
on("focusin", "[data-quantity]", (_, field) => field.select());

on("paste", "[data-quantity]", (event) => {
  const text = event.clipboardData?.getData("text") ?? "";
  const target = document.querySelector("[data-paste]");
  if (!target || !/[\n\t;]/.test(text.trim())) return;
  event.preventDefault();
  target.value = [target.value.trim(), text.trim()].filter(Boolean).join("\n");
  target.focus();
});

on("submit", "[data-order-grid]", (_, grid) => {
  for (const field of amounts(grid)) field.disabled = field.value === field.defaultValue;
  for (const list of grid.querySelectorAll("select")) list.disabled = list.selectedOptions[0]?.defaultSelected ?? true;
});
