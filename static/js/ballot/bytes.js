/*
 * Rows of bytes, and the ways we write them down.
 */

/** Return the rows of bytes one after the other. */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** Return bytes that nobody can predict. */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Return a text as UTF-8. */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Return bytes as hexadecimal digits. */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the bytes that hexadecimal digits stand for. */
export function fromHex(digits) {
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error("not hexadecimal");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Return bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Return the bytes that base64url stands for. */
export function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text)) throw new Error("not base64url");
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
