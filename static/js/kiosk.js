/*
 * Clears a tablet that many people share: after a while without a touch, with a countdown that
 * everybody can stop, and also when somebody comes back to a page of the one before.
 *
 * How long it waits stands on the page. The clock on the wall is looked at and not the number of
 * ticks, because a tablet that sleeps does not tick.
 */
const TICK = 250;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchmove"];

const bar = document.getElementById("kiosk-clock");
const { start, script, quiet, left } = bar.dataset;
const words = document.getElementById("kiosk-words");
const number = document.getElementById("kiosk-left");
const text = document.getElementById("kiosk-text").content.textContent;
const code = document.getElementById("code");
let touched = Date.now();

/** Leave nothing on the page, and go to the start so that "back" does not return here. */
function clear() {
  document.querySelectorAll("form").forEach((form) => form.reset());
  document.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox])").forEach((field) => {
    field.value = "";
  });
  location.replace(start);
}

/** A start page on which nobody typed or chose, in its own language, has nothing to clear. */
function isClean() {
  const fields = code ? [code] : [...document.querySelectorAll("form[data-clean] :enabled:not([type=hidden])")];
  return fields.length > 0 && fields.every(isEmpty) && !new URLSearchParams(location.search).has("lang");
}

function isEmpty(field) {
  return field.matches("[type=radio], [type=checkbox]") ? !field.checked : field.matches("button") || field.value === "";
}

function show(seconds) {
  number.textContent = String(seconds);
  if (!bar.hidden) return;
  bar.hidden = false;
  words.textContent = text;
}

function hide() {
  bar.hidden = true;
  words.textContent = "";
}

function look() {
  const idle = (Date.now() - touched) / 1000;
  const rest = Number(quiet) + Number(left) - idle;
  if (isClean()) hide();
  else if (rest <= 0) clear();
  else if (rest <= Number(left)) show(Math.ceil(rest));
  else hide();
}

function touch() {
  touched = Date.now();
  look();
}

if (script === "yes") {
  // The bar stays until its button is let go: else the finger would press what is below it.
  const elsewhere = (event) => bar.contains(event.target) || touch();
  SIGNS_OF_LIFE.forEach((sign) => addEventListener(sign, elsewhere, { capture: true, passive: true }));
  document.getElementById("kiosk-more").addEventListener("click", touch);
  addEventListener("pageshow", (event) => event.persisted && clear());
  setInterval(look, TICK);
  look();
} else {
  // Say once that there is JavaScript, so that the browser does not also go back by itself.
  const here = new URL(start, location.href);
  const language = new URLSearchParams(location.search).get("lang");
  if (language) here.searchParams.set("lang", language);
  location.replace(here);
}
