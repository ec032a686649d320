// The condition builder: its buttons and choices post the form as they do without scripts, and only the builder is drawn
// again, with the reader's place in it.
import { ask, on, settled } from "./dom.js";

let latest = 0;

async function redraw(builder, action, place, wantsFocus) {
  const form = builder.closest("form");
  const turn = ++latest;
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  body.set("_action", action);
  builder.setAttribute("aria-busy", "true");
  let text;
  try {
    text = await (await ask(form.action, { method: "POST", body })).text();
  } catch {
    builder.removeAttribute("aria-busy");
    return;
  }
  if (turn !== latest) return;
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(builder.id);
  if (!fresh) return void builder.removeAttribute("aria-busy");
  if (!wantsFocus) {
    const said = fresh.querySelector("[data-sentence]");
    const before = builder.querySelector("[data-sentence]");
    if (said && before) before.textContent = said.textContent;
    else if (said) builder.querySelector("legend").after(document.adoptNode(said));
    else before?.remove();
    return void builder.removeAttribute("aria-busy");
  }
  const rows = fresh.querySelectorAll(".condition-row").length - builder.querySelectorAll(".condition-row").length;
  const here = builder.contains(document.activeElement) ? document.activeElement.id : place;
  const typed = keep(builder, fresh, body);
  builder.replaceWith(document.adoptNode(fresh));
  const grown = rows > 0 ? [...fresh.querySelectorAll(".condition-row")] : [];
  const group = /:add:(\d+)$/.exec(action);
  const mine = group ? grown.filter((row) => row.querySelector(`[name^="${CSS.escape(builder.dataset.condition)}.${group[1]}."]`)) : grown;
  const added = mine.at(-1)?.querySelector("select");
  (added ?? document.getElementById(here || place) ?? fresh.querySelector("input.mono, select, button"))?.focus();
  fresh.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
  if (typed) redraw(fresh, `${fresh.dataset.condition}:shape`, "", false);
}

// What was typed while the answer was on its way goes on in the new rows.
function keep(builder, fresh, sent) {
  const late = [...builder.querySelectorAll("input[type=text]")].filter((field) => field.value !== (sent.get(field.name) ?? ""));
  for (const field of late) {
    const same = fresh.querySelector(`[id="${CSS.escape(field.id)}"]`);
    if (same) same.value = field.value;
  }
  return late.length > 0;
}

// A choice elsewhere in the form that decides what the rows can ask for.
on("change", "[data-reshapes-condition]", (event, field) => {
  const name = field.dataset.reshapesCondition;
  const builder = document.getElementById(`condition-${name}`);
  if (builder) redraw(builder, `${name}:shape`, field.id, true);
});
on("click", "[data-condition] button[name=_action]", (event, button) => {
  event.preventDefault();
  redraw(button.closest("[data-condition]"), button.value, button.id, true);
});
on("change", "[data-condition] [data-reshapes]", (event, field) => {
  const builder = field.closest("[data-condition]");
  redraw(builder, `${builder.dataset.condition}:shape`, field.id, true);
});
const resay = settled(300, (field) => {
  const builder = field.closest("[data-condition]");
  if (builder?.isConnected) redraw(builder, `${builder.dataset.condition}:shape`, field.id, false);
});
on("input", "[data-condition] [data-resays]", (event, field) => resay(field));
