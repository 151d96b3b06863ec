/*
 * Send a ballot from the browser: check the manifest, make a ballot that nobody has seen, seal the
 * answers, keep all of it here, and only then ask for a stamp.
 */
import { answersIn } from "./answers.js";
import { blind, importKey, prepare } from "./blindrsa.js";
import { fromBase64url, randomBytes, toBase64url, utf8 } from "./bytes.js";
import { deliver } from "./deliver.js";
import { seal } from "./hpke.js";
import { checkedManifest } from "./manifest.js";
import { alone, canKeep, keep, load } from "./pending.js";

const NUMBER_LENGTH = 32;

/** Say whether this browser can lock a ballot, on this page. Without https it cannot. */
export function canSeal() {
  return Boolean(globalThis.crypto?.subtle) && typeof BigInt === "function" && canKeep();
}

/**
 * Send what is filled in, and return the page that comes next. Throws a Problem.
 *
 * A ballot that is already on its way goes first: one person has one.
 */
export function sendBallot(form) {
  const { draft } = form.dataset;
  return alone(draft, async () => {
    if (!load(draft)) keep(draft, await makeBallot(form));
    return deliver(draft, form.elements.csrf_token.value);
  });
}

async function makeBallot(form) {
  const { round, stamp, manifestUrl, stampUrl, castUrl, receiptsUrl, thanks } = form.dataset;
  const words = document.querySelector("[data-words]").textContent;
  const { manifest, own } = await checkedManifest({ url: manifestUrl, words, round, stamp });
  const message = prepare(randomBytes(NUMBER_LENGTH));
  const { blinded, inverse } = await blind(await importKey(own.modulus), message);
  const { plain, codes } = await answersIn(form, manifest);
  const sealed = await sealFor(manifest, stamp, plain);
  const bytes = { message, blinded, inverse, sealed, modulus: own.modulus };
  const texts = Object.entries(bytes).map(([name, value]) => [name, toBase64url(value)]);
  return { round, stamp, stampUrl, castUrl, receiptsUrl, thanks, codes, ...Object.fromEntries(texts) };
}

async function sealFor({ round, box, second }, stamp, plain) {
  const inner = await seal(fromBase64url(box), utf8(`feedbackpulse ballot 2|${round}|${stamp}`), plain);
  if (!second) return inner;
  return seal(fromBase64url(second.key), utf8(`feedbackpulse outer 2|${round}|${stamp}`), inner);
}
