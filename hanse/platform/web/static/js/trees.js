// Trees by keyboard: up and down over what is visible, right opens, left closes or goes to the node above.
import { on } from "./dom.js";

const stop = (row) => row?.querySelector("a") ?? row?.querySelector("summary");
const above = (row) => row.parentElement.parentElement.closest("li")?.querySelector(".tree-row");

on("keydown", "[data-tree]", (event, tree) => {
  const row = event.target.closest(".tree-row");
  if (!row) return;
  const rows = [...tree.querySelectorAll(".tree-row")].filter((one) => one.offsetParent !== null && stop(one));
  const at = rows.indexOf(row);
  const fold = row.querySelector(".tree-fold");
  if (event.key === "ArrowDown") stop(rows[at + 1])?.focus();
  else if (event.key === "ArrowUp") stop(rows[at - 1])?.focus();
  else if (event.key === "ArrowRight" && fold) fold.open = true;
  else if (event.key === "ArrowLeft" && fold?.open) fold.open = false;
  else if (event.key === "ArrowLeft" && above(row)) stop(above(row))?.focus();
  else return;
  event.preventDefault();
});
