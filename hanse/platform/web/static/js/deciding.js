// Keys of decisions: in a list, a and r open the row one is at; on the page of one thing they go to its buttons. A key
// alone decides nothing: the button is pressed by whoever sees what it is about.
import { isTyping } from "./dom.js";

function reach(key) {
  const button = document.querySelector(`[data-decide="${key}"]`);
  // A rejection needs its reason first.
  const place = key === "r" ? (button?.form?.querySelector("textarea") ?? button) : button;
  place?.focus();
  return place ?? null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key !== "a" && event.key !== "r") return;
  const link = document.querySelector("[data-decide-keys]") && document.querySelector("tr[data-current] a");
  if (link) location.assign(`${link.href}#decide-${event.key}`);
  else if (!reach(event.key)) return;
  event.preventDefault();
});
if (location.hash.startsWith("#decide-")) reach(location.hash.at(-1));
