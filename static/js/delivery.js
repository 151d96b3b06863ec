/*
 * What a page says while a ballot is on its way.
 *
 * The texts come from the page (templates/_parts/delivery.html); this file only chooses one.
 */
import { deliver } from "./ballot/deliver.js";
import { alone, load } from "./ballot/pending.js";

const AGAIN = new Set(["offline", "counting"]);

/** Show one message, or none; with a button when trying again may help. */
export function say(name, retry) {
  const place = document.querySelector("[data-delivery]");
  const messages = [...place.querySelectorAll("[data-says]")];
  const chosen = messages.some((one) => one.dataset.says === name) ? name : "wrong";
  messages.forEach((one) => (one.hidden = one.dataset.says !== chosen));
  const button = place.querySelector("[data-retry]");
  button.hidden = !retry || !AGAIN.has(chosen);
  button.onclick = retry ?? null;
}

/** Do what brings a ballot to the box, and say how it goes. */
export async function tell(work, { during = "sending", then = () => {}, otherwise = () => {} } = {}) {
  say(during);
  let next;
  try {
    next = await work();
  } catch (error) {
    say(error.name, () => tell(work, { during, then, otherwise }));
    otherwise(error.name);
    return;
  }
  say("sent");
  then(next);
}

/** Bring a ballot that is kept in this browser to the box. */
export function resume(draft, options) {
  const { token } = document.querySelector("[data-delivery]").dataset;
  // another tab may just have done it
  const work = () => alone(draft, async () => (load(draft) ? deliver(draft, token) : null));
  return tell(work, { during: "resuming", ...options });
}
