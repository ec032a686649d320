// A colour is typed or picked: both fields show the same one, and whoever listens to the text hears of a pick.
import { on } from "./dom.js";

on("input", "[data-colour-for]", (event, picker) => {
  const text = document.getElementById(picker.dataset.colourFor);
  text.value = picker.value;
  text.dispatchEvent(new Event("input", { bubbles: true }));
});
on("input", "[data-colour-text]", (event, text) => {
  const picker = document.querySelector(`[data-colour-for="${text.id}"]`);
  if (picker && /^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value;
});
