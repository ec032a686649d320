// Keys that work everywhere: Ctrl-K, /, ?, g then a letter. The palette itself is loaded at its first use.
import { isTyping, on } from "./dom.js";
import { open } from "./dialogs.js";

let going = 0;

async function openPalette() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  if (dialog.open) {
    dialog.close();
    return;
  }
  // Open before its script arrives, so that nothing typed meanwhile is lost or taken for a shortcut.
  dialog.querySelector("input").value = "";
  dialog.showModal();
  const { start } = await import("./palette.js");
  start(dialog);
}

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
  return link !== null;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target instanceof Element ? event.target.closest("form[data-form]") : null;
    if (form) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (going && event.timeStamp - going < 1200) {
    going = 0;
    if (go(event.key)) event.preventDefault();
    return;
  }
  if (event.key === "g") going = event.timeStamp;
  else if (event.key === "?") open(document.getElementById("shortcuts"));
  else if (event.key === "/") {
    const field = document.querySelector("[data-list-search]");
    event.preventDefault();
    if (field) field.select();
    else openPalette();
  }
});

on("click", "[data-open-palette]", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  document.querySelector(".side:popover-open")?.hidePopover();
  openPalette();
});
