/*
 * On the pages after and around answering: send what is still in this browser, and show the
 * receipt that this tab keeps.
 */
import { dropReceiptsOfOthers, loadReceipt, pendingOf } from "./ballot/pending.js";
import { resume } from "./delivery.js";

/** Fill in the receipt and the codes that are kept in this tab. */
function showReceipt(section) {
  const kept = loadReceipt(section.dataset.receipt);
  if (!kept || !section.hidden) return;
  section.querySelector("[data-code]").textContent = kept.receipt;
  const mailboxes = section.querySelector("[data-mailboxes]");
  const line = mailboxes.querySelector("template");
  for (const { question, code } of kept.codes ?? []) {
    const copy = line.content.cloneNode(true);
    copy.querySelector("[data-question]").textContent = question;
    copy.querySelector("[data-mailbox]").textContent = code;
    line.before(copy);
  }
  mailboxes.hidden = !kept.codes?.length;
  section.hidden = false;
}

function offerToCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const code = button.closest("[data-receipt]").querySelector("[data-code]");
    await navigator.clipboard.writeText(code.textContent.trim());
    button.querySelector("[data-copied]").hidden = false;
  });
}

const { owner } = document.querySelector("[data-delivery]").dataset;
const sections = [...document.querySelectorAll("[data-receipt]")];
dropReceiptsOfOthers(owner);
sections.forEach(showReceipt);
document.querySelectorAll("[data-copy]").forEach(offerToCopy);
for (const draft of pendingOf(owner)) {
  const claims = document.querySelectorAll("[data-when-sent]");
  claims.forEach((claim) => (claim.hidden = true));
  await resume(draft, {
    then: () => {
      claims.forEach((claim) => (claim.hidden = false));
      sections.forEach(showReceipt);
    },
  });
}
