// Trees by keyboard: up and down over what is visible, right opens, left closes or goes to the parent.
import { on } from "./dom.js";

const stops = (tree) =>
  [...tree.querySelectorAll("summary, .tree-row a")].filter((one) => one.offsetParent !== null && !(one.matches("a") && one.closest("summary")));

on("keydown", "[data-tree]", (event, tree) => {
  const here = document.activeElement.closest("summary, .tree-row a");
  const details = here?.closest("summary")?.parentElement;
  const all = stops(tree);
  const at = all.indexOf(here);
  if (event.key === "ArrowDown") all[Math.min(all.length - 1, at + 1)]?.focus();
  else if (event.key === "ArrowUp") all[Math.max(0, at - 1)]?.focus();
  else if (event.key === "ArrowRight" && details && !details.open) details.open = true;
  else if (event.key === "ArrowLeft" && details?.open) details.open = false;
  else if (event.key === "ArrowLeft") here?.closest("ul")?.closest("details")?.querySelector("summary")?.focus();
  else if (event.key === "Enter" && details) here.querySelector("a")?.click();
  else return;
  event.preventDefault();
});
