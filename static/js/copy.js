/* A field that is there to be copied gets a button that does it. */
function offerToCopy(part) {
  const button = part.querySelector("[data-copy]");
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(part.querySelector("input").value);
    button.querySelector("[data-copied]").hidden = false;
  });
}

document.querySelectorAll("[data-copyable]").forEach(offerToCopy);
