/*
 * A ballot on its way: sealed, and kept in this browser until its receipt has come.
 *
 * It is kept before anything is asked of the server, so that every lost reply can be asked for
 * again. Its name begins with a key of its owner: the next person at this browser never sends it.
 */
const BALLOT = "feedbackpulse.ballot.";
const RECEIPT = "feedbackpulse.receipt.";

/** Say whether this browser keeps anything at all. */
export function canKeep() {
  try {
    localStorage.setItem(`${BALLOT}try`, "");
    localStorage.removeItem(`${BALLOT}try`);
    return true;
  } catch {
    return false;
  }
}

/** Return the ballot that is on its way under this name, or null. */
export function load(draft) {
  try {
    return JSON.parse(localStorage.getItem(BALLOT + draft));
  } catch {
    return null;
  }
}

/** Keep a ballot until it is dropped; throws when the browser has no room. */
export function keep(draft, ballot) {
  localStorage.setItem(BALLOT + draft, JSON.stringify(ballot));
}

/** Forget a ballot. */
export function drop(draft) {
  localStorage.removeItem(BALLOT + draft);
}

/** Return the names of the ballots of one person that are on their way. */
export function pendingOf(owner) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(`${BALLOT}${owner}.`));
    return names.map((name) => name.slice(BALLOT.length));
  } catch {
    return [];
  }
}

/** Keep what the sender may want to write down, in this tab only. */
export function keepReceipt(draft, receipt) {
  try {
    sessionStorage.setItem(RECEIPT + draft, JSON.stringify(receipt));
  } catch {
    /* a browser that keeps nothing: the ballot is in the box all the same */
  }
}

/** Return what the sender may want to write down, or null. */
export function loadReceipt(draft) {
  try {
    return JSON.parse(sessionStorage.getItem(RECEIPT + draft));
  } catch {
    return null;
  }
}

/** Forget the receipts of everybody but this person. */
export function dropReceiptsOfOthers(owner) {
  try {
    Object.keys(sessionStorage)
      .filter((name) => name.startsWith(RECEIPT) && !name.startsWith(`${RECEIPT}${owner}.`))
      .forEach((name) => sessionStorage.removeItem(name));
  } catch {
    /* nothing was kept */
  }
}

/** Do something while no other tab does the same. */
export function alone(draft, work) {
  return navigator.locks ? navigator.locks.request(BALLOT + draft, work) : work();
}
