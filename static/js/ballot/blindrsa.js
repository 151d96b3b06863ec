/*
 * RSA blind signatures (RFC 9474), the side of the person who wants a ballot stamped.
 * The variant is RSABSSA-SHA384-PSS-Randomized; the other side is feedbackpulse/ballots/stamping.py.
 *
 *   prepare   puts random bytes before the ballot's number;
 *   blind     hides it: whatever the server sees fits every ballot just as well;
 *   finalize  takes the hiding off what the server signed, and checks the signature.
 *
 * WebCrypto hashes, draws random bytes and checks signatures. It has no blinding, so that is done
 * here in BigInt, whose time depends on its numbers. That is acceptable: the only secret is a
 * factor used once, by its owner, on their own machine; no private key is ever here.
 */
import { fromHex, join, randomBytes, toBase64url, toHex } from "./bytes.js";

const HASH = "SHA-384";
const HASH_LENGTH = 48;
const SALT_LENGTH = 48;
const PREFIX_LENGTH = 32;
const EXPONENT = 65537n;

/** Return a stamp's public key, made of its modulus. */
export async function importKey(modulus) {
  const n = toInteger(modulus);
  const bits = n.toString(2).length;
  if (bits < 2048 || n % 2n === 0n) throw new Error("unacceptable key");
  const length = Math.ceil(bits / 8);
  const jwk = { kty: "RSA", n: toBase64url(toBytes(n, length)), e: "AQAB", alg: "PS384" };
  const algorithm = { name: "RSA-PSS", hash: HASH };
  const checker = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  return { n, bits, length, checker };
}

/** Return the message that will be signed (RFC 9474, section 4.1, PrepareRandomize). */
export function prepare(number) {
  return join(randomBytes(PREFIX_LENGTH), number);
}

/**
 * Return what the server gets to see, and what takes the hiding off again (section 4.2).
 *
 * Keep `inverse` to yourself. Only test vectors choose the salt and the factor.
 */
export async function blind(key, message, { salt = randomBytes(SALT_LENGTH), factor } = {}) {
  const m = toInteger(await encode(message, key.bits - 1, salt));
  inverseOf(m, key.n); // refuses what shares a factor with n
  const r = factor ? toInteger(factor) : randomBelow(key);
  const inverse = inverseOf(r, key.n);
  const z = (m * power(r, EXPONENT, key.n)) % key.n;
  return { blinded: toBytes(z, key.length), inverse: toBytes(inverse, key.length) };
}

/** Return the signature of the message itself (section 4.4). Throws when it is not genuine. */
export async function finalize(key, message, blindSignature, inverse, saltLength = SALT_LENGTH) {
  if (blindSignature.length !== key.length) throw new Error("unexpected input size");
  const s = (toInteger(blindSignature) * toInteger(inverse)) % key.n;
  const signature = toBytes(s, key.length);
  const algorithm = { name: "RSA-PSS", saltLength };
  if (!(await crypto.subtle.verify(algorithm, key.checker, signature, message))) {
    throw new Error("invalid signature");
  }
  return signature;
}

/** EMSA-PSS-ENCODE (RFC 8017, section 9.1.1); its steps are numbered as there. */
async function encode(message, emBits, salt) {
  const emLen = Math.ceil(emBits / 8);
  const mHash = await hash(message); // 2
  const h = await hash(join(new Uint8Array(8), mHash, salt)); // 5, 6
  const padding = new Uint8Array(emLen - salt.length - HASH_LENGTH - 2); // 7
  const db = join(padding, Uint8Array.of(1), salt); // 8
  const mask = await mgf1(h, db.length); // 9
  const masked = db.map((byte, place) => byte ^ mask[place]); // 10
  masked[0] &= 0xff >> (8 * emLen - emBits); // 11
  return join(masked, h, Uint8Array.of(0xbc)); // 12
}

/** MGF1 (RFC 8017, appendix B.2.1). */
async function mgf1(seed, length) {
  const blocks = [];
  for (let counter = 0; counter * HASH_LENGTH < length; counter += 1) {
    blocks.push(await hash(join(seed, toBytes(BigInt(counter), 4))));
  }
  return join(...blocks).slice(0, length);
}

async function hash(bytes) {
  return new Uint8Array(await crypto.subtle.digest(HASH, bytes));
}

/** OS2IP (RFC 8017, section 4.2). */
function toInteger(bytes) {
  return BigInt(`0x0${toHex(bytes)}`);
}

/** I2OSP (RFC 8017, section 4.1). */
function toBytes(integer, length) {
  const digits = integer.toString(16).padStart(2 * length, "0");
  if (digits.length > 2 * length) throw new Error("integer too large");
  return fromHex(digits);
}

/** Return an integer from 1 to n - 1, each just as likely: draw until one fits. */
function randomBelow({ n, length }) {
  for (;;) {
    const drawn = toInteger(randomBytes(length));
    if (drawn > 0n && drawn < n) return drawn;
  }
}

/** Return base ** exponent mod n, by squaring. */
function power(base, exponent, n) {
  let result = 1n;
  for (let square = base % n, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % n;
    square = (square * square) % n;
  }
  return result;
}

/** Return x with x * a = 1 mod n, by Euclid's algorithm. Throws when there is none. */
function inverseOf(a, n) {
  let [previous, current] = [n, a % n];
  let [before, x] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, x] = [x, before - quotient * x];
  }
  if (previous !== 1n) throw new Error("invalid input");
  return ((before % n) + n) % n;
}
