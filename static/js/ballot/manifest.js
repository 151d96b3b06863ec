/*
 * What was fixed when the round opened, fetched and checked before anything is sealed.
 *
 * The eight words on the page are those of its SHA-256. Who compares them with the notice board
 * knows that everybody has the same questions, groups and keys.
 */
import { fromBase64url, toBase64url, utf8 } from "./bytes.js";
import { sha256 } from "./codes.js";
import { Problem } from "./problem.js";
import { eightWords } from "./words.js";

const SMALLEST = 5;

/**
 * Return the manifest, and the stamp for this person's group in it.
 *
 * Throws a Problem when its words are not those on the page, or when the group is too small.
 */
export async function checkedManifest({ url, words, round, stamp }) {
  const body = await bytesOf(url);
  const lists = parsed(await bytesOf(wordLists()));
  const found = eightWords(await sha256(body), lists[document.documentElement.lang]);
  if (found.join(" ") !== words.trim().split(/\s+/).join(" ")) throw new Problem("differs");
  const manifest = parsed(body);
  if (manifest.round !== round) throw new Problem("differs");
  const own = (await stampsAround(stamp, manifest, url)).find((one) => one.stamp === stamp);
  if (!own) throw new Problem("differs");
  if (own.invited < Math.max(SMALLEST, manifest.privacy.smallest_group)) throw new Problem("small");
  return { manifest, own: { stamp, modulus: fromBase64url(own.n) } };
}

/**
 * Return the stamps among which one has to be: all, or of a large round those of one part.
 *
 * The name of a stamp says which part. The server must have no choice: it could put a stamp into
 * two parts, with two keys, and tell people of one group apart under the same eight words. All
 * parts are as long as each other, and so are their addresses, for whoever listens on the way.
 */
async function stampsAround(stamp, manifest, url) {
  if (manifest.v === 1) return manifest.stamps;
  if (manifest.v !== 2) throw new Problem("differs");
  const start = new DataView((await sha256(utf8(stamp))).buffer).getUint32(0);
  const number = start % manifest.parts.length;
  const written = String(number).padStart(String(manifest.parts.length).length, "0");
  const part = await bytesOf(`${url}/${written}`);
  if (toBase64url(await sha256(part)) !== manifest.parts[number]) throw new Problem("differs");
  return parsed(part);
}

function parsed(body) {
  return JSON.parse(new TextDecoder().decode(body));
}

function wordLists() {
  return new URL("./words.json", import.meta.url).pathname;
}

async function bytesOf(url) {
  let answer;
  try {
    answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Problem("offline");
  }
  if (answer.redirected) throw new Problem("signed-out");
  if (!answer.ok) throw new Problem("offline");
  return new Uint8Array(await answer.arrayBuffer());
}
