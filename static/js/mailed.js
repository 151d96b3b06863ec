/*
 * Takes the code of a mail out of the address, where it stands behind the "#", a part that browsers
 * keep to themselves. Then the address is as if it had never been there, and the form has the code.
 * It presses no button: programs that examine mail run scripts too.
 */
const field = document.querySelector("[data-code]");
const code = location.hash.slice(1);
if (field && code) {
  history.replaceState(null, "", location.pathname + location.search);
  field.value = code;
  for (const part of document.querySelectorAll("[data-with-code]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-code]")) part.hidden = true;
}
