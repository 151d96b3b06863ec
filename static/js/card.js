/*
 * Takes the code of a card out of the address, where a QR code put it: behind the "#", a part that
 * browsers keep to themselves. Then the address is as if it had never been there.
 */
const field = document.getElementById("code");
const code = location.hash.slice(1);
if (field && code) {
  history.replaceState(null, "", location.pathname + location.search);
  field.value = code.slice(0, field.maxLength);
  field.form.querySelector("button").focus();
}
