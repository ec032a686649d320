// Typeahead over a JSON endpoint, and words as tags. Both enhance a plain field that works without a script.
import { all, ask, make, onArrival, settled } from "./dom.js";
import { place } from "./menus.js";

function combobox(box) {
  if (box.dataset.ready !== undefined) return;
  box.dataset.ready = "";
  const select = box.querySelector("select");
  const id = select.id;
  const held = select.selectedOptions[0]?.value ? select.selectedOptions[0].textContent : "";
  const hidden = make("input", { type: "hidden", name: select.name, value: select.value });
  const input = make("input", {
    class: "input", type: "text", id, role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": `${id}-list`, placeholder: box.dataset.placeholder, "aria-describedby": select.getAttribute("aria-describedby"),
    "aria-invalid": select.getAttribute("aria-invalid"), required: select.required,
  });
  input.value = held;
  const list = make("div", { class: "listbox", role: "listbox", id: `${id}-list`, popover: "manual", "aria-label": "Choices" });
  const start = [...select.options].filter((one) => one.value).map((one) => ({ value: one.value, label: one.textContent }));
  select.replaceWith(input, hidden, list);
  let label = held;
  let current = -1;
  let asked = 0;

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const isOpen = () => list.matches(":popover-open");
  const close = () => {
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    current = -1;
  };
  const point = (index) => {
    const found = options();
    if (!found.length) return;
    current = (index + found.length) % found.length;
    found.forEach((one, at) => one.setAttribute("aria-selected", String(at === current)));
    input.setAttribute("aria-activedescendant", found[current].id);
    found[current].scrollIntoView({ block: "nearest" });
  };
  const choose = (option) => {
    label = input.value = option.dataset.label;
    hidden.value = option.dataset.value;
    hidden.dispatchEvent(new Event("input", { bubbles: true }));
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  };
  const draw = (items, note) => {
    list.replaceChildren();
    items.forEach((one, at) => {
      const option = make("div", { role: "option", id: `${id}-${at}`, "data-value": one.value, "data-label": one.label, "aria-selected": "false" }, one.label);
      if (one.detail) option.append(make("span", { class: "detail" }, one.detail));
      list.append(option);
    });
    if (note) list.append(make("div", { class: "listbox-note", role: "presentation" }, note));
    if (!isOpen()) list.showPopover();
    list.style.width = `${input.offsetWidth}px`;
    place(list, input);
    input.setAttribute("aria-expanded", "true");
    if (items.length) point(0);
  };
  const search = async () => {
    const mine = ++asked;
    const query = input.value === label ? "" : input.value.trim();
    try {
      const url = new URL(box.dataset.combobox, location.href);
      url.searchParams.set("q", query);
      const answer = await ask(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items } = await answer.json();
      if (mine === asked) draw(items, items.length ? "" : "Nothing found. Try fewer letters.");
    } catch {
      if (mine === asked) draw(start.filter((one) => one.label.toLowerCase().includes(query.toLowerCase())), "The full list cannot be reached just now.");
    }
  };
  const later = settled(150, search);
  input.addEventListener("input", () => {
    if (!input.value) hidden.value = "";
    later();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen()) search();
      else point(current + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && isOpen() && current >= 0) {
      event.preventDefault();
      choose(options()[current]);
    } else if (event.key === "Escape" && isOpen()) {
      event.stopPropagation();
      close();
    }
  });
  input.addEventListener("click", () => isOpen() || search());
  addEventListener("scroll", (event) => isOpen() && event.target !== list && place(list, input), { capture: true, passive: true });
  input.addEventListener("blur", () => {
    asked += 1;
    if (input.value) input.value = label;
    else label = "";
    close();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest('[role="option"]');
    if (option) choose(option);
  });
}

function tags(frame) {
  if (frame.dataset.ready !== undefined) return;
  frame.dataset.ready = "";
  const name = frame.dataset.tags;
  const entry = frame.querySelector("input:last-of-type");
  let words = [...frame.querySelectorAll("input.tag")].map((one) => one.value);
  entry.removeAttribute("name");
  for (const one of frame.querySelectorAll("input.tag")) one.remove();
  const draw = () => {
    for (const one of frame.querySelectorAll(".tag")) one.remove();
    for (const word of words) {
      const remove = make("button", { class: "tag-remove", type: "button", "aria-label": `Remove ${word}` }, "×");
      remove.addEventListener("click", () => keep(words.filter((one) => one !== word)));
      entry.before(make("span", { class: "tag" }, word, make("input", { type: "hidden", name, value: word }), remove));
    }
  };
  const keep = (next, focus = true) => {
    words = [...new Set(next)];
    draw();
    entry.dispatchEvent(new Event("input", { bubbles: true }));
    if (focus) entry.focus();
  };
  const take = (focus) => {
    const next = entry.value.split(",").map((word) => word.trim()).filter(Boolean);
    entry.value = "";
    if (next.length) keep([...words, ...next], focus);
  };
  entry.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === ",") {
      if (!entry.value && event.key === "Enter") return;
      event.preventDefault();
      take(true);
    } else if (event.key === "Backspace" && !entry.value && words.length) keep(words.slice(0, -1));
  });
  entry.addEventListener("blur", () => take(false));
  frame.addEventListener("click", (event) => event.target === frame && entry.focus());
  draw();
}

onArrival((part) => {
  all(part, "[data-combobox]").forEach(combobox);
  all(part, "[data-tags]").forEach(tags);
});
