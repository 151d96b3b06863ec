/* A page that is meant for paper gets a button that prints it. */
function offerToPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

document.querySelectorAll("[data-print]").forEach(offerToPrint);
