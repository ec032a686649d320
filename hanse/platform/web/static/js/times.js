// Keeps "5 minutes ago" true while a page stays open, and shows a message that waited too long as a day.
import { root } from "./dom.js";

const words = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "always" });
const STEPS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [7, "day"],
];

function ago(instant, now) {
  let distance = (instant - now) / 1000;
  if (Math.abs(distance) < 45) return "just now";
  for (const [size, unit] of STEPS) {
    if (Math.abs(distance) < size) return words.format(Math.round(distance), unit);
    distance /= size;
  }
  return null;
}

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now();
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const text = ago(Date.parse(element.dateTime), now);
    if (text && text !== element.textContent) element.textContent = text;
  }
}, 30000);
