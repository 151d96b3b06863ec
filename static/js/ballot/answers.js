/*
 * What was filled in, as the padded text that is sealed.
 *
 * feedbackpulse/ballots/domain.py (encode) writes the same for who has no JavaScript. Every ballot
 * of a round has the same size, whatever is in it.
 */
import { mailboxOf, newCode } from "./codes.js";
import { utf8 } from "./bytes.js";

const DONT_KNOW = "unknown";
const SPACE = 0x20;

/** Return the text to seal, and the code for each comment that somebody may answer. */
export async function answersIn(form, manifest) {
  const ratings = {};
  const comments = {};
  const mailboxes = {};
  const codes = [];
  for (const { code } of manifest.items) {
    const field = form.elements[`answer-${code}`];
    const value = tidied(field?.value ?? "");
    if (value === "") continue;
    if (field instanceof RadioNodeList) {
      ratings[code] = value === DONT_KNOW ? null : Number(value);
      continue;
    }
    comments[code] = value;
    if (form.elements[`reply-${code}`]?.checked) {
      const kept = newCode();
      mailboxes[code] = await mailboxOf(kept);
      codes.push({ question: form.querySelector(`label[for="answer-${code}"]`).textContent, code: kept });
    }
  }
  const content = {
    v: 2,
    r: ratings,
    c: comments,
    s: form.elements.scope?.value || "unit",
    a: attributesIn(form, manifest),
    m: mailboxes,
  };
  return { plain: padded(utf8(JSON.stringify(content)), manifest.room), codes };
}

function attributesIn(form, manifest) {
  const told = manifest.attributes.map((code) => [code, form.elements[`about-${code}`]?.value]);
  return Object.fromEntries(told.filter(([, value]) => value));
}

/** Leave out what is no text, as the other side does: control characters and halves of characters. */
function tidied(text) {
  const letters = Array.from(text.replaceAll("\r\n", "\n"));
  return letters.filter((letter) => letter === "\n" || !/[\p{Cc}\p{Cs}]/u.test(letter)).join("").trim();
}

function padded(text, room) {
  if (text.length > room) throw new Error("the answers together are too long");
  const whole = new Uint8Array(room).fill(SPACE);
  whole.set(text);
  return whole;
}
