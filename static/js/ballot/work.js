/*
 * Work that a browser does before it sends something without a name, so that no machine sends
 * thousands: find a number with which a hash begins with two zero bytes.
 *
 * feedbackpulse/signals/work.py checks it. The work is for one mailbox and one day.
 */
import { utf8 } from "./bytes.js";
import { sha256 } from "./codes.js";

const ZERO_BYTES = 2;
const AT_ONCE = 256;

/** Return the number that was worked for: "signal", the mailbox, the day and it begin with zeros. */
export async function work(mailbox, day) {
  for (let first = 0; ; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, place) => first + place);
    const digests = await Promise.all(numbers.map((number) => sha256(utf8(`signal${mailbox}${day}${number}`))));
    const found = digests.findIndex((digest) => digest.subarray(0, ZERO_BYTES).every((byte) => byte === 0));
    if (found >= 0) return String(numbers[found]);
  }
}
