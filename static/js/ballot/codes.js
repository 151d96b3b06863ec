/*
 * The codes that somebody keeps: the receipt of a ballot, and the code that opens a mailbox.
 *
 * Both are in Crockford's base 32, which has no letters that look like digits, in groups of four.
 * feedbackpulse/ballots/domain.py (receipt_of) makes the same receipt of the same ballot.
 */
import { join, randomBytes, toHex, utf8 } from "./bytes.js";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTER_BITS = 5;
const RECEIPT_LETTERS = 12;
const CODE_LETTERS = 16;

/** Return the receipt of the ballot with this number. */
export async function receiptOf(number) {
  const box = await sha256(join(utf8("box"), number));
  return grouped(spell(await sha256(join(utf8("receipt"), box)), RECEIPT_LETTERS));
}

/** Return a new code for the mailbox of one comment. */
export function newCode() {
  return grouped(spell(randomBytes((CODE_LETTERS * LETTER_BITS) / 8), CODE_LETTERS));
}

/** Return what goes into the ballot of such a code: nobody can go back from it to the code. */
export async function mailboxOf(code) {
  return toHex(await sha256(utf8(`mailbox${code.replaceAll("-", "")}`)));
}

/** Return the SHA-256 of bytes. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function spell(bytes, count) {
  const bits = BigInt(`0x${toHex(bytes)}`) >> BigInt(8 * bytes.length - LETTER_BITS * count);
  const places = Array.from({ length: count }, (_, place) => BigInt(LETTER_BITS * (count - 1 - place)));
  return places.map((place) => LETTERS[Number((bits >> place) & 31n)]).join("");
}

function grouped(letters) {
  return letters.match(/.{4}/g).join("-");
}
