// Popovers: placed by their button where CSS cannot do it, walked with the arrow keys, searched. Tooltips from data-tip.
import { on } from "./dom.js";

const byCss = CSS.supports("position-area", "block-end");

function opener(popover) {
  return document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`);
}

export function place(popover, button, gap = 4) {
  const at = button.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const toEnd = popover.classList.contains("popover-end");
  let left = toEnd ? at.right - size.width : at.left;
  left = Math.max(12, Math.min(left, innerWidth - size.width - 12));
  const above = at.top - size.height - gap;
  const below = at.bottom + gap;
  const up = popover.classList.contains("popover-up") ? above > 12 : below + size.height > innerHeight - 12 && above > 12;
  popover.dataset.placed = "";
  popover.style.inset = "auto";
  popover.style.left = `${left}px`;
  popover.style.top = `${up ? above : below}px`;
}

document.addEventListener(
  "toggle",
  (event) => {
    const popover = event.target;
    if (!(popover instanceof HTMLElement) || !popover.classList.contains("popover")) return;
    const button = opener(popover);
    if (!button) return;
    button.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open") return;
    if (!byCss) place(popover, button);
    const first = popover.querySelector('input:not([type="hidden"]):not(:disabled), a, button');
    if (popover.hasAttribute("data-menu") || popover.classList.contains("filter-panel")) first?.focus({ preventScroll: true });
  },
  true,
);

on("keydown", "[data-menu]", (event, menu) => {
  const items = [...menu.querySelectorAll("a.menu-item, button.menu-item")].filter((item) => !item.hidden);
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined || !items.length) return;
  event.preventDefault();
  items[(next + items.length) % items.length].focus();
});

on("keydown", "[popovertarget]", (event, button) => {
  if (event.key !== "ArrowDown") return;
  const popover = document.getElementById(button.getAttribute("popovertarget"));
  if (!popover?.hasAttribute("data-menu")) return;
  event.preventDefault();
  popover.showPopover({ source: button });
});

on("input", "[data-find-in]", (event, field) => {
  const text = field.value.toLowerCase();
  for (const label of document.getElementById(field.dataset.findIn).querySelectorAll("label")) {
    label.hidden = !label.textContent.toLowerCase().includes(text);
  }
});

// --- tooltips: one element, moved to what it explains -----------------------------------------------
let tip;
let timer;

function show(element) {
  tip ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "tooltip", popover: "manual" }));
  tip.setAttribute("aria-hidden", "true");
  tip.textContent = element.dataset.tip;
  tip.showPopover();
  const at = element.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const top = at.top - size.height - 6;
  tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 8))}px`;
  tip.style.top = `${top < 8 ? at.bottom + 6 : top}px`;
}

export function hideTip() {
  clearTimeout(timer);
  if (tip?.matches(":popover-open")) tip.hidePopover();
}

on("pointerover", "[data-tip]", (event, element) => {
  if (event.pointerType !== "mouse") return;
  clearTimeout(timer);
  timer = setTimeout(show, element.classList.contains("chart-hit") || tip?.matches(":popover-open") ? 0 : 350, element);
});
on("pointerout", "[data-tip]", hideTip);
on("focusin", "[data-tip]", (event, element) => {
  if (!element.matches(":focus-visible")) return;
  clearTimeout(timer);
  timer = setTimeout(show, 0, element); // focus may come while another popover is still opening
});
on("focusout", "[data-tip]", hideTip);
addEventListener("scroll", hideTip, { capture: true, passive: true });
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
document.addEventListener("pointerdown", hideTip);
