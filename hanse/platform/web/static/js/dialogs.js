// Dialogs: opened from links and buttons, closed by their buttons or the backdrop; the question before dangerous forms.
import { on } from "./dom.js";

export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const field = dialog.querySelector('.dialog-body :is(input, select, textarea):not([type="hidden"])');
  (field ?? dialog.querySelector("h2"))?.focus();
}

on("click", "[data-dialog]", (event, link) => {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(dialog);
});
on("click", "[data-open-dialog]", (event, button) => {
  button.closest("[popover]")?.hidePopover();
  open(document.getElementById(button.dataset.openDialog));
});
on("click", "[data-close]", (event, button) => button.closest("dialog")?.close());
document.addEventListener("pointerdown", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !dialog.open) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

// --- the question before forms with data-confirm ----------------------------------------------------
let waiting = null;

function question(form, button) {
  if (button?.dataset.confirmButton) return [button.dataset.confirmButton, button.textContent.trim(), button.classList.contains("button-danger")];
  if (form.dataset.confirm) return [form.dataset.confirm, form.dataset.confirmLabel, form.hasAttribute("data-confirm-danger")];
  return null;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const dialog = document.getElementById("confirm");
    const asked = question(form, event.submitter);
    if (!asked || !dialog || form.dataset.confirmed !== undefined) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const [text, label, danger] = asked;
    dialog.querySelector("#confirm-text").textContent = text;
    const yes = dialog.querySelector("[data-confirm-yes]");
    yes.textContent = label || "Continue";
    yes.className = `button ${danger ? "button-danger" : "button-primary"}`;
    waiting = { form, submitter: event.submitter };
    form.closest("[popover]")?.hidePopover();
    open(dialog);
    (danger ? dialog.querySelector("[data-close]") : yes).focus();
  },
  true,
);
on("click", "[data-confirm-yes]", (event, button) => {
  button.closest("dialog").close();
  const { form, submitter } = waiting ?? {};
  if (!form) return;
  form.dataset.confirmed = "";
  form.requestSubmit(submitter?.form === form ? submitter : undefined);
});
