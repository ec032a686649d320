// A list answers filters, search, sorting and paging in place: the same page is asked for, and only the list is exchanged.
// The address always says what is shown, so that reload, bookmark and back work; any doubt ends in an ordinary page load.
import { ask, on, settled } from "./dom.js";

const here = () => location.pathname + location.search;
let shown = here();
let running = null;

function restoreFocus(id, caret) {
  const field = id && document.getElementById(id);
  if (!field || document.activeElement === field) return;
  field.focus({ preventScroll: true });
  if (caret !== undefined && field.setSelectionRange) field.setSelectionRange(caret, caret);
}

/** Shows `url` in the list `view`; with `push` the address changes too. */
async function refresh(view, url, push) {
  running?.abort();
  const mine = (running = new AbortController());
  view.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    // Without the head: its style carries the nonce of another page, which this page's policy refuses aloud.
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text.slice(text.indexOf("<body")), "text/html");
    const next = page.getElementById(view.id);
    if (!answer.ok || answer.redirected || !next) {
      location.assign(url);
      return;
    }
    const focused = document.activeElement;
    const [id, caret] = [view.contains(focused) ? focused.id : "", focused?.selectionStart ?? undefined];
    // What was typed while the answer was on its way stays.
    const typed = id && focused.matches("input") ? focused.value : null;
    view.replaceWith(next);
    if (push) history.pushState({}, "", url);
    shown = here();
    const field = typed !== null && document.getElementById(id);
    if (field && field.type === "search") field.value = typed;
    restoreFocus(id, caret);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

function addressOf(form, submitter) {
  const data = new FormData(form, submitter);
  const query = new URLSearchParams([...data].filter(([, value]) => typeof value === "string" && value !== ""));
  return `${form.getAttribute("action")}${query.size ? `?${query}` : ""}`;
}

on("submit", "[data-filters]", (event, form) => {
  const view = form.closest("[data-list]");
  if (!view?.id) return;
  event.preventDefault();
  refresh(view, addressOf(form, event.submitter), true);
});
on("click", "[data-list] :is(.sort, .chip-clear, .view, .clear-all, [data-next], [data-previous])", (event, link) => {
  const view = link.closest("[data-list]");
  const url = new URL(link.href, location.href);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !view.id || url.pathname !== location.pathname) return;
  event.preventDefault();
  refresh(view, url.href, true);
});
addEventListener("popstate", () => {
  const view = document.querySelector("[data-list][id]");
  if (!view || here() === shown) return;
  refresh(view, location.href, false);
});

const typed = settled(220, (field) => field.isConnected && field.form.requestSubmit());
on("input", "[data-list-search]", (event, field) => typed(field));
on("keydown", "[data-list-search]", (event, field) => {
  if (event.key !== "Escape" || !field.value) return;
  field.value = "";
  field.form.requestSubmit();
});
on("change", '[data-filters] input[type="radio"]', (event, box) => box.form.requestSubmit());
