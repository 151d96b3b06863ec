/*
 * Eight words for a fingerprint, to compare by eye with those on the notice board.
 *
 * Ten bits each, from the front of the digest, the highest bit first; a list holds 1024 words.
 * The lists are in words.json; feedbackpulse/roster/words.py says the same words on the server.
 */
const COUNT = 8;
const BITS = 10;

/** Return the words for the first eighty bits of a digest (Uint8Array, 32 bytes). */
export function eightWords(digest, list) {
  if (digest.length !== 32) throw new RangeError(`a SHA-256 has 32 bytes, this has ${digest.length}`);
  if (list.length !== 1 << BITS) throw new RangeError(`a list has ${1 << BITS} words, this has ${list.length}`);
  return Array.from({ length: COUNT }, (_, place) => list[bitsAt(digest, place * BITS)]);
}

/** Return the number that ten bits make, beginning at this bit. */
function bitsAt(digest, start) {
  let number = 0;
  for (let bit = start; bit < start + BITS; bit += 1) {
    number = (number << 1) | ((digest[bit >> 3] >> (7 - (bit & 7))) & 1);
  }
  return number;
}
