/*
 * The projector of a talk: a clock that counts down, and steps with the arrow keys or a clicker.
 *
 * Without this file the page says until when a step takes, and its buttons do the same.
 */
const SECOND = 1000;

/** Count down to the end of the step; after that say so, and go on with nothing. */
function run(clock) {
  const ends = Date.now() + Number(clock.dataset.left) * SECOND;
  const words = clock.querySelector("span");
  const show = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / SECOND));
    clock.classList.toggle("over", left === 0);
    words.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : clock.dataset.over;
  };
  show();
  setInterval(show, SECOND);
}

/** Clickers send page keys. On a page that scrolls these scroll first, as anybody expects. */
function wanted({ key }) {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  if (key === "ArrowRight" || (key === "PageDown" && scrollTop + clientHeight >= scrollHeight - 2)) return "[data-next]";
  if (key === "ArrowLeft" || (key === "PageUp" && scrollTop <= 2)) return "[data-back]";
  return null;
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const place = wanted(event);
  const button = place && document.querySelector(place);
  if (!button) return;
  event.preventDefault();
  button.click();
}

document.querySelectorAll("[data-left]").forEach(run);
addEventListener("keydown", press);
