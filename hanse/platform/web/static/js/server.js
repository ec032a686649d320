// htmx and our server: the form token, errors that must not vanish, the busy state of the button that was pressed.
import { csrfToken, on } from "./dom.js";
import { say } from "./messages.js";

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") request.headers["X-CSRF-Token"] = csrfToken();
});

const SENTENCES = {
  403: "You may not do this any more. Reload the page to see what you may do.",
  404: "This is no longer here. Reload the page.",
  413: "This is too large to send.",
  429: "Too many requests. Wait a moment, then try again.",
};

// A form that is refused comes back with its errors in place and is swapped in. An error page is not: its message is shown.
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  if ([409, 412, 422].includes(ctx.response.status) && !page.body.matches(".bare")) return;
  ctx.swap = "none";
  if (ctx.response.status === 401) location.reload();
  else say(page.querySelector(".lead")?.textContent ?? SENTENCES[ctx.response.status] ?? "The server could not do this. Nothing was changed; try again.", "critical");
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) say("No connection to the server. Nothing was changed; try again.", "critical");
});

// An answer may ask for a message: HX-Trigger: {"hanse:say": {"text": "...", "tone": "positive"}}
document.addEventListener("hanse:say", (event) => say(event.detail.text ?? event.detail.value, event.detail.tone));

// A form is sent once: its button shows that it works until the page changes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented || form.method !== "post" || !button) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => button.setAttribute("aria-busy", "true"));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});
on("click", 'button[aria-disabled="true"]', (event) => event.preventDefault());

// Themes change at once; the server only remembers.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]")) return;
  event.preventDefault();
  const theme = event.submitter.value;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", keepalive: true, headers: { "X-CSRF-Token": csrfToken() } });
  if (!answer.ok) say("The theme is changed here but could not be remembered.", "caution");
}, true);

// Whoever logs out leaves nothing behind that they wrote and did not save.
document.addEventListener("submit", (event) => {
  const person = document.body.dataset.person;
  if (!person || new URL(event.target.action, location.href).pathname !== "/logout") return;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(`hanse:draft:${person}:`)) localStorage.removeItem(key);
  } catch {
    return;
  }
});
