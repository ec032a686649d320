// What a configurable product costs as it is chosen: the same page is asked for, and only its price is exchanged.
import { all, ask, on, onArrival } from "./dom.js";

let running = null;

onArrival((part) => {
  for (const form of all(part, "[data-configure]")) for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
});
on("change", "[data-configure] select", async (event, field) => {
  const form = field.form;
  const data = new FormData(form);
  const query = new URLSearchParams([...data].filter(([name]) => name.startsWith("o.")));
  query.set("variant", data.get("variant_id"));
  running?.abort();
  const mine = (running = new AbortController());
  try {
    const answer = await ask(`${form.dataset.configure}?${query}`, { signal: mine.signal, headers: { Accept: "text/html" } });
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text.slice(text.indexOf("<body")), "text/html");
    const next = page.getElementById("configured");
    if (answer.ok && next) document.getElementById("configured").replaceChildren(...next.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
});
