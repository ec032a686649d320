// Toasts, copying, going back.
import { all, make, on, onArrival } from "./dom.js";

const STAY = 6000;

/** Shows a message at the bottom; critical ones stay until dismissed. */
export function say(text, tone = "positive") {
  const place = document.getElementById("flashes");
  if (!place) return;
  const close = make("button", { class: "copy toast-close", type: "button", "aria-label": "Dismiss", "data-dismiss": true }, "×");
  const toast = make("div", { class: `toast tone-${tone}`, role: tone === "critical" ? "alert" : "status", "data-toast": tone });
  toast.append(make("span", { class: "toast-text" }, text), close);
  place.append(toast);
  arm(toast);
}

function arm(toast) {
  if (toast.dataset.toast === "critical" || toast.dataset.armed) return;
  toast.dataset.armed = "";
  let timer = setTimeout(() => toast.remove(), STAY);
  const hold = () => clearTimeout(timer);
  const release = () => (timer = setTimeout(() => toast.remove(), STAY / 2));
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", release);
}

onArrival((part) => all(part, "#flashes [data-toast]").forEach(arm));
on("click", "[data-dismiss]", (event, button) => button.closest("[data-toast]")?.remove());

on("click", "[data-copy]", async (event, button) => {
  event.preventDefault();
  event.stopPropagation();
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = make("textarea", { class: "hidden-visually" });
    field.value = button.dataset.copy;
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  button.dataset.copied = "";
  say("Copied");
  setTimeout(() => delete button.dataset.copied, 1500);
});

onArrival((part) => {
  for (const button of all(part, "[data-history-back]")) button.hidden = history.length < 2;
});
on("click", "[data-history-back]", () => history.back());
