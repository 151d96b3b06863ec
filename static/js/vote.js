/*
 * Keeps the ticket of this phone, so that a page that is loaded anew is still the same vote.
 *
 * Only for the talk that goes on: a ticket is random, says nothing, and the next talk replaces it.
 * Without this file the ticket travels in the form.
 */
const KEPT = "feedbackpulse-vote";
const form = document.getElementById("vote");
const field = form.elements.ticket;
const { code } = form.dataset;

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT));
    return found?.code === code ? found.ticket : null;
  } catch {
    return null; // nothing may be kept on this phone
  }
}

function keep(ticket) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ code, ticket }));
  } catch {
    // then the form carries it alone
  }
}

const before = kept();
if (before && !("taken" in form.dataset)) field.value = before;
else keep(field.value);
