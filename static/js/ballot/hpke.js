/*
 * Sealing for one reader: HPKE (RFC 9180) in base mode, each message with a key of its own.
 * The suite is DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; all of it is WebCrypto's,
 * this file only puts the parts together. The server's side is feedbackpulse/ballots/sealing.py.
 *
 * A sealed message is `enc` (65 bytes) followed by the ciphertext, 81 bytes longer than the plain one.
 */
import { join, utf8 } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const POINT_LENGTH = 65; // Npk
const SECRET_LENGTH = 32; // Nsecret, Ndh and Nh
const KEY_LENGTH = 32; // Nk
const NONCE_LENGTH = 12; // Nn
const BASE_MODE = Uint8Array.of(0);
const NOTHING = new Uint8Array(0);
// Sections 4.1 and 5.1; the numbers of kem, kdf and aead are in section 7.
const KEM_SUITE = join(utf8("KEM"), Uint8Array.of(0x00, 0x10));
const HPKE_SUITE = join(utf8("HPKE"), Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x02));

/** Return a new key pair as bytes: the public point, and the private key as PKCS8. */
export async function newKeyPair() {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)),
    privateKey: new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey)),
  };
}

/** Return the plaintext sealed to a public key (section 6.1, SealBase). */
export async function seal(publicKey, info, plaintext, { aad = NOTHING, ephemeral } = {}) {
  const pair = ephemeral ?? (await newKeyPair()); // only test vectors choose it
  const secret = await agree(pair.privateKey, publicKey, pair.publicKey, publicKey);
  const { key, nonce } = await schedule(secret, info, "encrypt");
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  const ciphertext = await crypto.subtle.encrypt(algorithm, key, plaintext);
  return join(pair.publicKey, new Uint8Array(ciphertext));
}

/** Return what is in a sealed message (section 6.1, OpenBase). Throws when the seal does not fit. */
export async function open(privateKey, info, sealed, { aad = NOTHING } = {}) {
  const enc = sealed.slice(0, POINT_LENGTH);
  const secret = await agree(privateKey, enc, enc, await publicKeyOf(privateKey));
  const { key, nonce } = await schedule(secret, info, "decrypt");
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  const plain = await crypto.subtle.decrypt(algorithm, key, sealed.slice(POINT_LENGTH));
  return new Uint8Array(plain);
}

/** Return the public point of a private key. */
export async function publicKeyOf(privateKey) {
  const key = await crypto.subtle.importKey("pkcs8", privateKey, CURVE, true, ["deriveBits"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key);
  const point = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, true, []);
  return new Uint8Array(await crypto.subtle.exportKey("raw", point));
}

/** Encap and Decap (section 4.1): the secret both sides find from each other's point. */
async function agree(ownPrivate, otherPublic, enc, recipient) {
  if (otherPublic.length !== POINT_LENGTH) throw new Error("unacceptable key");
  // importKey refuses what is not a point of the curve, as section 7.1.4 asks.
  const mine = await crypto.subtle.importKey("pkcs8", ownPrivate, CURVE, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", otherPublic, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, mine, 256);
  const prk = await extract(KEM_SUITE, NOTHING, "eae_prk", new Uint8Array(shared));
  return expand(KEM_SUITE, prk, "shared_secret", join(enc, recipient), SECRET_LENGTH);
}

/** KeySchedule in base mode (section 5.1), for the first and only message of the context. */
async function schedule(sharedSecret, info, use) {
  const pskHash = await extract(HPKE_SUITE, NOTHING, "psk_id_hash", NOTHING);
  const infoHash = await extract(HPKE_SUITE, NOTHING, "info_hash", info);
  const context = join(BASE_MODE, pskHash, infoHash);
  const secret = await extract(HPKE_SUITE, sharedSecret, "secret", NOTHING);
  const bytes = await expand(HPKE_SUITE, secret, "key", context, KEY_LENGTH);
  const nonce = await expand(HPKE_SUITE, secret, "base_nonce", context, NONCE_LENGTH);
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [use]);
  return { key, nonce };
}

/** LabeledExtract (section 4). */
function extract(suite, salt, label, ikm) {
  return hmac(salt, join(utf8("HPKE-v1"), suite, utf8(label), ikm));
}

/** LabeledExpand (section 4). Nothing here is longer than one block, so HKDF's loop runs once. */
async function expand(suite, prk, label, info, length) {
  const size = Uint8Array.of(length >> 8, length & 0xff);
  const labeled = join(size, utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmac(prk, join(labeled, Uint8Array.of(1)))).slice(0, length);
}

/** HMAC-SHA256, of which HKDF (RFC 5869) is made. */
async function hmac(key, message) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  // An empty key is the same as zeros (RFC 2104), and WebCrypto takes no empty one.
  const bytes = key.length ? key : new Uint8Array(SECRET_LENGTH);
  const imported = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}
