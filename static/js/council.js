/*
 * For whoever holds a second key: make the key, and take the outer seals off a closed round.
 *
 * The secret half is a file that is read here and goes nowhere. What is taken off and shuffled
 * here nobody can read here: every ballot has a second seal, to the key of the server. The texts
 * come from the page; this file only chooses one.
 */
import { join, randomBytes, toBase64url, utf8 } from "./ballot/bytes.js";
import { newKeyPair, open, publicKeyOf } from "./ballot/hpke.js";

const BEGIN = "-----BEGIN PRIVATE KEY-----";
const END = "-----END PRIVATE KEY-----";
const LINE = /.{1,64}/g;
const SEAL_LENGTH = 81;

/** Return a private key as the text of a file. */
export function toPem(privateKey) {
  const text = btoa(Array.from(privateKey, (byte) => String.fromCharCode(byte)).join(""));
  return [BEGIN, ...text.match(LINE), END, ""].join("\n");
}

/** Return the private key and its public point in the text of a file, or null when it has none. */
export async function readPem(text) {
  const [, body] = text.match(new RegExp(`${BEGIN}([A-Za-z0-9+/=\\s]+)${END}`)) ?? [];
  if (!body) return null;
  try {
    const privateKey = Uint8Array.from(atob(body.replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
    return { privateKey, publicKey: await publicKeyOf(privateKey) };
  } catch {
    return null;
  }
}

/** Put things in an order that nobody can predict (Fisher and Yates). */
export function shuffle(things) {
  for (let last = things.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [things[last], things[other]] = [things[other], things[last]];
  }
  return things;
}

/** Return a whole number below a limit, each as likely as the others. */
function below(limit) {
  const unfair = 2 ** 32 - (2 ** 32 % limit);
  const word = new Uint32Array(1);
  do crypto.getRandomValues(word);
  while (word[0] >= unfair);
  return word[0] % limit;
}

/**
 * Take the outer seal off ballots that stand one after the other, and shuffle them.
 *
 * Whoever has a stamp can send rubbish, or a copy. Neither may keep a round closed: noise takes its
 * place, which the server cannot open and does not count.
 */
export async function peel(joined, { size, privateKey, info }) {
  const peeled = new Map();
  for (let start = 0; start < joined.length; start += size) {
    const inner = await opened(privateKey, info, joined.slice(start, start + size));
    const name = inner && toBase64url(inner);
    const ballot = !inner || peeled.has(name) ? randomBytes(size - SEAL_LENGTH) : inner;
    peeled.set(toBase64url(ballot), ballot);
  }
  return join(...shuffle([...peeled.values()]));
}

async function opened(privateKey, info, sealed) {
  try {
    return await open(privateKey, info, sealed);
  } catch {
    return null;
  }
}

/** Show one of the messages in a part of the page, or none. */
function say(place, name) {
  for (const one of place.querySelectorAll("[data-says]")) one.hidden = one.dataset.says !== name;
}

async function keyIn(input) {
  const [file] = input.files;
  return file ? readPem(await file.text()) : null;
}

/**
 * Do something with a file that is chosen, also with one that was chosen before this file had
 * loaded: a browser on a slow line, or one that keeps the choice when a page is loaded anew.
 */
function whenChosen(input, look) {
  input.addEventListener("change", look);
  if (input.files.length) look();
}

function startMaking(form) {
  let made = null;
  const field = form.elements.public_key;
  field.value = "";
  form.querySelector("[data-make]").addEventListener("click", async () => {
    made = await newKeyPair();
    field.value = "";
    const name = `${form.dataset.file}-${new Date().toISOString().slice(0, 10)}.pem`;
    saveAs(name, toPem(made.privateKey));
    form.querySelector("[data-name]").textContent = name;
    say(form, "made");
  });
  const input = form.querySelector("input[type=file]");
  whenChosen(input, async () => {
    const found = await keyIn(input);
    const fits = found && made && toBase64url(found.publicKey) === toBase64url(made.publicKey);
    field.value = fits ? toBase64url(found.publicKey) : "";
    say(form, fits ? "fits" : found ? "other" : "no-key");
  });
}

function saveAs(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-pem-file" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function startOpening(place) {
  let key = null;
  const button = place.querySelector("[data-open]");
  const input = place.querySelector("input[type=file]");
  whenChosen(input, async () => {
    const found = await keyIn(input);
    const fits = found && toBase64url(found.publicKey) === place.dataset.key;
    key = fits ? found.privateKey : null;
    button.disabled = !fits;
    say(place, fits ? "fits" : found ? "other" : "no-key");
  });
  button.addEventListener("click", async () => {
    button.disabled = input.disabled = true;
    say(place, "busy");
    const problem = await openAll(place, key);
    say(place, problem ?? "finished");
    if (!problem) return location.reload();
    button.disabled = input.disabled = false;
    return undefined;
  });
}

/** Do the groups that are left, one by one; return what went wrong, or null. */
async function openAll(place, privateKey) {
  for (const group of place.querySelectorAll("[data-group]")) {
    const problem = await openGroup(place, group, privateKey);
    if (problem) return problem;
    group.remove();
    place.querySelector("progress").value += 1;
    place.querySelector("[data-done]").textContent = place.querySelector("progress").value;
  }
  return null;
}

async function openGroup(place, group, privateKey) {
  const { round, size, token } = place.dataset;
  const info = utf8(`feedbackpulse outer 2|${round}|${group.dataset.group}`);
  let taken;
  try {
    const answer = await fetch(group.dataset.take, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return answer.status >= 500 ? "offline" : "refused";
    taken = new Uint8Array(await answer.arrayBuffer());
  } catch {
    return "offline";
  }
  const body = await peel(taken, { size: Number(size), privateKey, info });
  return sendBack(group.dataset.put, body, token);
}

async function sendBack(url, body, token) {
  try {
    const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": token };
    const answer = await fetch(url, { method: "POST", body, headers });
    if (answer.ok && !answer.redirected) return null;
    if (answer.status >= 500) return "offline";
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    return isJson ? (await answer.json()).problem : "refused";
  } catch {
    return "offline";
  }
}

function start() {
  const form = document.getElementById("key");
  const place = document.getElementById("peel");
  for (const one of document.querySelectorAll("[data-no-script]")) one.hidden = true;
  if (!globalThis.crypto?.subtle) return say(document, "insecure");
  if (form) startMaking(form);
  if (place) startOpening(place);
  (form ?? place).hidden = false;
  return undefined;
}

if (globalThis.document?.querySelector("#key, #peel")) start();
