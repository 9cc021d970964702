// A search box that narrows what the page shows while one types: `data-narrows` names the part, `data-narrowed` holds the words of each
// entry. Without this script the form asks the server the same.

import { fold } from "./palette.js";

function narrow(part, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  for (const entry of part.querySelectorAll("[data-narrowed]")) {
    const held = fold(entry.dataset.narrowed);
    entry.hidden = !words.every((word) => held.includes(word));
  }
  for (const group of part.querySelectorAll("[data-narrowed-group]")) {
    group.hidden = group.querySelector("[data-narrowed]:not([hidden])") === null;
  }
  const none = part.querySelector("[data-narrowed-none]");
  if (none) none.hidden = part.querySelector("[data-narrowed]:not([hidden])") !== null;
}

export function connectNarrowing(page) {
  for (const box of page.querySelectorAll("input[data-narrows]")) {
    const part = page.querySelector(box.dataset.narrows);
    // What the server has narrowed already is not all there is: the form asks again.
    if (!part || box.defaultValue !== "") continue;
    box.addEventListener("input", () => narrow(part, box.value));
  }
}
