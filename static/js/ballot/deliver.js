/*
 * Bring a ballot that is kept in this browser to the box: first the stamp, then the ballot.
 *
 * Both may be asked as often as needed: the same blinded ballot gets the same signature, and the
 * same ballot the same receipt. What the server hears with the stamp names a person and no ballot;
 * what the box hears is a ballot, without a cookie and without the page it came from.
 */
import { finalize, importKey } from "./blindrsa.js";
import { fromBase64url, toBase64url } from "./bytes.js";
import { receiptOf } from "./codes.js";
import { drop, keep, keepReceipt, load } from "./pending.js";
import { Problem } from "./problem.js";

const PREFIX_LENGTH = 32;
const PATIENCE = 20_000;

/** Bring the ballot under this name to the box. Throws a Problem; what can be tried again is kept. */
export async function deliver(draft, token) {
  const ballot = load(draft);
  if (!ballot) throw new Problem("gone");
  if (!ballot.signature) {
    ballot.signature = await stampFor(draft, ballot, token);
    keep(draft, ballot);
  }
  const receipt = await cast(draft, ballot);
  keepReceipt(draft, { receipt, codes: ballot.codes });
  drop(draft);
  return ballot.thanks;
}

async function stampFor(draft, ballot, token) {
  const body = new URLSearchParams({ blinded: ballot.blinded, csrf_token: token });
  const reply = await post(ballot.stampUrl, { body });
  if (reply.problem === "already") return dropped(draft, "already");
  if (reply.problem === "closed") return dropped(draft, "lost");
  if (reply.problem || reply.stamp !== ballot.stamp) throw new Problem("wrong");
  try {
    const key = await importKey(fromBase64url(ballot.modulus));
    const [message, blindSignature, inverse] = [ballot.message, reply.signature, ballot.inverse].map(fromBase64url);
    return toBase64url(await finalize(key, message, blindSignature, inverse));
  } catch {
    throw new Problem("wrong");
  }
}

async function cast(draft, ballot) {
  const { round, stamp, message, signature, sealed } = ballot;
  const reply = await post(ballot.castUrl, {
    body: new URLSearchParams({ round, stamp, message, signature, sealed }),
    credentials: "omit",
    referrerPolicy: "no-referrer",
  });
  const own = await receiptOf(fromBase64url(message).slice(PREFIX_LENGTH));
  if (reply.problem === "closed") return afterClosing(draft, ballot, own);
  if (reply.problem === "busy") throw new Problem("offline");
  if (reply.receipt !== own) throw new Problem("wrong");
  return own;
}

/** The round closed: only the list says whether the ballot was there in time. */
async function afterClosing(draft, ballot, own) {
  const answer = await ask(ballot.receiptsUrl, {});
  const list = new DOMParser().parseFromString(await answer.text(), "text/html");
  const codes = list.querySelector("[data-receipts]");
  if (!codes) throw new Problem("counting");
  const found = [...codes.children].some((code) => code.textContent.trim() === own);
  return found ? own : dropped(draft, "lost");
}

function dropped(draft, problem) {
  drop(draft);
  throw new Problem(problem);
}

async function post(url, options) {
  const answer = await ask(url, { method: "POST", ...options });
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  if (isJson) return answer.json();
  // an expired form, or somebody who signed out meanwhile
  throw new Problem(answer.status >= 500 ? "offline" : answer.status === 404 ? "wrong" : "signed-out");
}

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, {
      cache: "no-store",
      mode: "same-origin",
      signal: AbortSignal.timeout(PATIENCE),
      ...options,
    });
  } catch {
    throw new Problem("offline");
  }
  if (answer.redirected) throw new Problem("signed-out");
  return answer;
}
