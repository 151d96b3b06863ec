/*
 * Shows under a textarea what in it could give its writer away, while they write.
 *
 * The texts come translated from the page's <template id="warnings">. Nothing is sent and nothing
 * is stopped: the writer decides.
 */
import { warningsIn } from "./warnings.js";

const PAUSE = 500;
const WHOLE = ["language", "long"];

/** Show the warnings of one textarea, a moment after the last key. */
function watch(field, texts) {
  const list = document.createElement("ul");
  list.className = "warnings";
  list.setAttribute("role", "list");
  const region = document.createElement("div");
  region.setAttribute("aria-live", "polite");
  region.append(list);
  field.after(region);
  let shown = "";
  let timer = 0;

  function show() {
    const lines = linesFor(field.value, texts);
    const key = lines.join("\n");
    if (key === shown) return;
    shown = key;
    list.replaceChildren(...lines.map(item));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  addEventListener("pageshow", show);
}

/** Return one line for each kind of warning, with what was found where that helps. */
function linesFor(text, texts) {
  const found = new Map();
  for (const { kind, start, end } of warningsIn(text, document.documentElement.lang)) {
    const parts = found.get(kind) ?? new Set();
    found.set(kind, parts.add(text.slice(start, end).trim()));
  }
  return [...found].map(([kind, parts]) => {
    const quoted = [...parts].map((part) => `“${part}”`).join(", ");
    return WHOLE.includes(kind) ? texts[kind] : `${quoted}: ${texts[kind]}`;
  });
}

function item(line) {
  const element = document.createElement("li");
  element.textContent = line;
  return element;
}

const template = document.getElementById("warnings");
if (template) {
  const texts = Object.fromEntries(
    [...template.content.querySelectorAll("[data-kind]")].map((text) => [text.dataset.kind, text.textContent]),
  );
  document.querySelectorAll("textarea[data-warn]").forEach((field) => watch(field, texts));
}
