/*
 * What was fixed when the round opened, fetched and checked before anything is sealed.
 *
 * The eight words on the page are those of its SHA-256. Who compares them with the notice board
 * knows that everybody has the same questions, groups and keys.
 */
import { fromBase64url } from "./bytes.js";
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
  const lists = JSON.parse(new TextDecoder().decode(await bytesOf(wordLists())));
  const found = eightWords(await sha256(body), lists[document.documentElement.lang]);
  if (found.join(" ") !== words.trim().split(/\s+/).join(" ")) throw new Problem("differs");
  const manifest = JSON.parse(new TextDecoder().decode(body));
  const own = manifest.stamps.find((one) => one.stamp === stamp);
  if (manifest.v !== 1 || manifest.round !== round || !own) throw new Problem("differs");
  if (own.invited < Math.max(SMALLEST, manifest.privacy.smallest_group)) throw new Problem("small");
  return { manifest, own: { stamp, modulus: fromBase64url(own.n) } };
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
