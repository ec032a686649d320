// Files: dropped or chosen, listed, and sent one at a time with progress where the field names an address.
import { all, csrfToken, make, on, onArrival } from "./dom.js";

const UNITS = ["B", "kB", "MB", "GB"];
function size(bytes) {
  let step = 0;
  while (bytes >= 1000 && step < UNITS.length - 1) {
    bytes /= 1000;
    step += 1;
  }
  return `${bytes.toFixed(step && bytes < 100 ? 1 : 0)} ${UNITS[step]}`;
}

function send(file, drop, row) {
  const bar = make("progress", { max: file.size || 1, value: 0, "aria-label": `Uploading ${file.name}` });
  row.append(bar);
  const request = new XMLHttpRequest();
  const note = row.querySelector(".figures");
  const fail = (text) => {
    bar.remove();
    note.textContent = text;
    note.className = "field-error";
  };
  request.open("POST", drop.dataset.upload);
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.upload.addEventListener("progress", (event) => (bar.value = event.loaded));
  request.addEventListener("load", () => {
    let body = {};
    try {
      body = JSON.parse(request.responseText);
    } catch {
      /* an answer without JSON is judged by its status alone */
    }
    if (request.status >= 400) return fail(body.detail ?? "Not accepted. Try another file.");
    bar.remove();
    note.textContent = `${size(file.size)}, uploaded`;
    const name = drop.querySelector("input").name;
    if (body.id) row.append(make("input", { type: "hidden", name: `${name}_id`, value: body.id }));
  });
  request.addEventListener("error", () => fail("No connection. Choose the file again to retry."));
  const form = new FormData();
  form.append("file", file);
  request.send(form);
}

function list(drop) {
  const input = drop.querySelector("input");
  const place = drop.parentElement.querySelector("[data-files]");
  for (const row of place.querySelectorAll("[data-new]")) if (!drop.dataset.upload) row.remove();
  for (const file of input.files) {
    const row = make("li", { class: "file", "data-new": true }, make("span"), make("span", { class: "truncate" }, file.name), make("span", { class: "muted figures" }, size(file.size)));
    place.append(row);
    if (drop.dataset.upload) send(file, drop, row);
  }
  if (drop.dataset.upload) input.value = "";
}

on("change", "[data-drop] input", (event, input) => list(input.closest("[data-drop]")));
on("click", "[data-drop]", (event, drop) => event.target.closest("input") || drop.querySelector("input").click());
onArrival((part) => {
  for (const drop of all(part, "[data-drop]")) {
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.dataset.over = "";
    });
    drop.addEventListener("dragleave", () => delete drop.dataset.over);
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      delete drop.dataset.over;
      const input = drop.querySelector("input");
      input.files = event.dataTransfer.files;
      list(drop);
    });
  }
});
