/*
 * Keep up to date how far work is that goes on elsewhere.
 *
 * Without this file a link on the page does the same. It asks for this very page and takes over
 * what that says; when the page no longer tells of progress, or is another one, it is loaded anew.
 */
const PLACE = "[data-progress]";
const PAUSE = 2000;
const LONGEST_PAUSE = 30000;

/** Return the place in this page as it would be now, or null when there is none any more. */
async function now() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.status >= 500) throw new Error("try again later");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return answer.ok && !answer.redirected ? page.querySelector(PLACE) : null;
}

/** Look again and again, more slowly while nobody answers. */
export function follow(place, { pause = PAUSE } = {}) {
  setTimeout(async () => {
    try {
      const found = await now();
      if (found === null) return location.reload();
      if (found.innerHTML !== place.innerHTML) place.replaceChildren(...found.childNodes);
      follow(place);
    } catch {
      follow(place, { pause: Math.min(pause * 2, LONGEST_PAUSE) });
    }
  }, pause);
}

const place = document.querySelector(PLACE);
if (place) follow(place);
