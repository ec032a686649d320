// A field that follows another until somebody types in it (a handle made of a name), and the browser's own time zone.
import { all, on, onArrival } from "./dom.js";

function handleOf(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/ß/g, "ss").replace(/[^a-z0-9]+/g, "-").replace(/^[-0-9]+|-+$/g, "").slice(0, 40).replace(/-+$/, "");
}

onArrival((part) => {
  for (const field of all(part, "[data-handle-from]")) {
    const source = document.getElementById(field.dataset.handleFrom);
    if (!source || field.dataset.follows) continue;
    field.dataset.follows = field.value === "" || field.value === handleOf(source.value) ? "yes" : "no";
    const follow = () => {
      if (field.dataset.follows === "yes") field.value = handleOf(source.value);
    };
    source.addEventListener("input", follow);
    follow(); // somebody may have typed before this module arrived
  }
  for (const choice of all(part, "select[data-guess-timezone]")) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (choice.value === "UTC" && [...choice.options].some((option) => option.value === zone)) choice.value = zone;
  }
});
on("input", "[data-handle-from]", (event, field) => {
  if (event.isTrusted) field.dataset.follows = field.value === "" ? "yes" : "no";
});
