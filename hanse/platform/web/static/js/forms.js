// Forms: errors beside the field as soon as it is left, revealed passwords, drafts, and no lost changes.
import { all, ask, make, on, onArrival, settled } from "./dom.js";

// --- inline validation: the browser's rules, in our place and our words ---------------------------------
function sentence(field) {
  const state = field.validity;
  if (state.valueMissing) return field.type === "checkbox" ? "Tick this to go on." : "Fill this in.";
  if (state.typeMismatch && field.type === "email") return "Write an e-mail address such as name@company.com.";
  if (state.typeMismatch && field.type === "url") return "Write an address that starts with https://.";
  if (state.tooShort) return `Use at least ${field.minLength} characters; these are ${field.value.length}.`;
  if (state.rangeUnderflow) return `Enter ${field.min} or more.`;
  if (state.rangeOverflow) return `Enter ${field.max} or less.`;
  if (state.badInput) return "Enter a number.";
  return field.validationMessage;
}

function judge(field) {
  const frame = field.closest("[data-field]");
  if (!frame || !field.willValidate) return true;
  const id = `${field.id}-error`;
  let text = document.getElementById(id);
  const good = field.validity.valid;
  if (good) {
    field.removeAttribute("aria-invalid");
    text?.remove();
    return true;
  }
  if (!text) {
    text = make("p", { class: "field-error", id });
    frame.append(text);
  }
  text.textContent = sentence(field);
  field.setAttribute("aria-invalid", "true");
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean));
  field.setAttribute("aria-describedby", [...described.add(id)].join(" "));
  return false;
}

onArrival((part) => {
  for (const form of all(part, "form[data-form]")) form.noValidate = true;
});
const FIELDS = "form[data-form] :is(input, select, textarea)";
on("focusout", FIELDS, (event, field) => {
  if (field.value || field.getAttribute("aria-invalid")) judge(field);
});
on("input", FIELDS, (event, field) => {
  if (field.getAttribute("aria-invalid")) judge(field);
});
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("form[data-form]") || event.submitter?.formNoValidate) return;
    const bad = [...form.elements].filter((field) => field.willValidate && !judge(field));
    if (!bad.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    bad[0].focus();
  },
  true,
);
onArrival((part) => part.querySelector("[data-error-summary]")?.focus());

// --- passwords ----------------------------------------------------------------------------------------
onArrival((part) => {
  for (const button of all(part, "[data-reveal]")) button.hidden = false;
  for (const box of all(part, "[data-strength-of]")) box.hidden = false;
});
on("click", "[data-reveal]", (event, button) => {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
  button.setAttribute("aria-label", shown ? "Show password" : "Hide password");
});

/** Guesses strength 0-4 from length and variety; the server decides, this only encourages. */
export function strength(text) {
  if (!text) return 0;
  const distinct = new Set(text).size;
  const monotone = distinct < text.length / 2 || /^(?:0123|1234|abcd|qwer|pass)/i.test(text);
  const score = (text.length >= 8) + (text.length >= 12) + (text.length >= 16) + (distinct >= 8);
  return Math.max(text.length ? 1 : 0, score - (monotone ? 2 : 0));
}
const WORDS = ["", "Weak: make it longer", "Fair: a few more words help", "Good", "Strong"];
on("input", "[data-strength]", (event, field) => {
  const box = document.querySelector(`[data-strength-of="${CSS.escape(field.id)}"]`);
  const score = strength(field.value);
  box.querySelector("meter").value = score;
  box.querySelector("span").textContent = WORDS[score];
});

// --- one-time codes, counters ----------------------------------------------------------------------------
on("input", "[data-code]", (event, field) => {
  field.value = field.value.replace(/\D/g, "").slice(0, Number(field.dataset.code));
  if (field.value.length === Number(field.dataset.code)) field.form.requestSubmit();
});
onArrival((part) => {
  for (const field of all(part, "[data-counter]")) {
    if (field.nextElementSibling?.classList.contains("counter")) continue;
    const counter = make("span", { class: "counter", "aria-hidden": "true" });
    const draw = () => (counter.textContent = `${field.value.length} / ${field.maxLength}`);
    field.after(counter);
    field.addEventListener("input", draw);
    draw();
  }
});

// --- unsaved changes and drafts ----------------------------------------------------------------------------
// Empty values are left out: fields that are enhanced late (tags, typeahead) differ from their plain form only in those.
const state = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string" && value)).toString();
const kept = new WeakMap();
const changed = (form) => kept.has(form) && kept.get(form) !== state(form);

function report(form, text) {
  const place = form.querySelector("[data-form-state]");
  if (place) place.textContent = text;
}

onArrival((part) => {
  for (const form of all(part, "form[data-guard], form[data-autosave]")) if (!kept.has(form)) kept.set(form, state(form));
});
const save = settled(900, async (form) => {
  if (!changed(form)) return;
  const now = state(form);
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  report(form, "Saving draft");
  try {
    const answer = await ask(form.dataset.autosave, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    kept.set(form, now);
    report(form, "Draft saved");
  } catch {
    report(form, "Draft not saved; it stays in this page");
  }
});
on("input", "form[data-guard], form[data-autosave]", (event, form) => {
  if (form.dataset.autosave) save(form);
  else report(form, changed(form) ? "Unsaved changes" : "");
});
// The server says that it has kept what a form holds: nothing is lost by leaving now.
document.addEventListener("hanse:kept", () => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    kept.set(form, state(form));
    report(form, "Saved");
  }
});
// Which fields were changed goes along, so that a conflict leaves alone what the reader never touched.
function touched(form) {
  const [before, now] = [new URLSearchParams(kept.get(form)), new URLSearchParams(state(form))];
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names.filter((name) => !name.startsWith("_") && before.getAll(name).join("\n") !== now.getAll(name).join("\n"));
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (kept.has(form) && form.elements._version) {
    const place = form.elements._touched ?? form.appendChild(make("input", { type: "hidden", name: "_touched" }));
    place.value = [...new Set([...place.value.split("\n"), ...touched(form)])].filter(Boolean).join("\n");
  }
  kept.delete(form);
});
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(changed)) event.preventDefault();
});
