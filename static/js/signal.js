/*
 * Send a signal without a name from the browser: make the code here, work for it, and bring only
 * the hash of the code, without a cookie. The code is shown once, in this page, and goes nowhere.
 *
 * Where the browser cannot (without https it has no hashes), the form goes the plain way.
 */
import { mailboxOf, newCode } from "./ballot/codes.js";
import { pictureOf } from "./ballot/qr.js";
import { work } from "./ballot/work.js";

const PATIENCE = 20_000;
const NOT_SENT = new Set(["number", "script", "patient"]);

const form = document.getElementById("signal");
const buttons = [...form.querySelectorAll("button")];
const working = document.getElementById("working");
let ticket = null;

/** Make a code and the work for it, once: whoever sends again brings the same. */
async function newTicket() {
  const code = newCode();
  const mailbox = await mailboxOf(code);
  const { day } = form.dataset;
  return { code, mailbox, day, nonce: await work(mailbox, day) };
}

async function send() {
  const { code, ...proof } = await (ticket ??= newTicket());
  const body = new URLSearchParams(proof);
  for (const [name, value] of new FormData(form)) if (!NOT_SENT.has(name)) body.append(name, value);
  try {
    const answer = await fetch(form.dataset.send, {
      method: "POST",
      body,
      cache: "no-store",
      credentials: "omit",
      mode: "same-origin",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const reply = await answer.json();
    return reply.kept === proof.mailbox ? show(code) : tell(reply.problem);
  } catch {
    return tell("offline");
  }
}

/** Take the words off the page, and show the code. */
function show(code) {
  const heading = document.querySelector("h1");
  document.title = document.title.replace(heading.textContent, heading.dataset.sent);
  heading.textContent = heading.dataset.sent;
  document.getElementById("before").remove();
  document.getElementById("new-code").textContent = code;
  const picture = document.getElementById("code-picture");
  const { reply, label } = picture.dataset;
  if (reply.includes("://")) picture.append(pictureOf(`${reply}#${code}`, label) ?? "");
  document.getElementById("after").hidden = false;
  const link = document.getElementById("to-reply");
  if (link) link.hash = code;
  heading.focus();
}

function tell(problem) {
  const box = document.getElementById("problem");
  const texts = [...box.querySelectorAll("[data-problem]")];
  const known = texts.some((text) => text.dataset.problem === problem) ? problem : "malformed";
  texts.forEach((text) => {
    text.hidden = text.dataset.problem !== known;
  });
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

form.addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "send" || !globalThis.crypto?.subtle) return;
  event.preventDefault();
  document.getElementById("problem").hidden = true;
  working.textContent = working.dataset.words;
  buttons.forEach((button) => {
    button.disabled = true;
  });
  await send();
  buttons.forEach((button) => {
    button.disabled = false;
  });
  working.textContent = "";
});
