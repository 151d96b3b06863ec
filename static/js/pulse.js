/*
 * One question at a time. Without this file the same page is one plain form.
 *
 * What somebody fills in is kept in this tab's sessionStorage until it is sent: it survives a
 * reload and is nowhere else. Nothing leaves the browser before Send, and then only what this
 * browser has sealed. Where it cannot seal (no https) the plain form is sent, and the page says so.
 */
import { dropReceiptsOfOthers, load } from "./ballot/pending.js";
import { canSeal, sendBallot } from "./ballot/send.js";
import { resume, tell } from "./delivery.js";

const PREFIX = "feedbackpulse.pulse.";
const FIELDS = "input[type=radio], input[type=checkbox], textarea";

/** Say whether a field says nothing unless it is chosen. */
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

const drafts = {
  load(key) {
    try {
      return JSON.parse(sessionStorage.getItem(PREFIX + key));
    } catch {
      return null;
    }
  },
  save(key, draft) {
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify(draft));
    } catch {
      /* a browser that keeps nothing: the form works all the same */
    }
  },
  drop(isDropped) {
    try {
      Object.keys(sessionStorage)
        .filter((name) => name.startsWith(PREFIX) && isDropped(name.slice(PREFIX.length)))
        .forEach((name) => sessionStorage.removeItem(name));
    } catch {
      /* nothing was kept */
    }
  },
};

/** Show the form as a row of steps: an introduction, the questions, and a check before sending. */
function takeSteps(form) {
  const key = form.dataset.draft;
  const steps = [...form.querySelectorAll("[data-step]")];
  const last = steps.length - 1;
  const nav = document.getElementById("steps");
  const title = document.getElementById("title");
  const named = document.title;
  const answers = () => [...form.querySelectorAll(FIELDS)];
  let current = 0;
  let sending = false;
  const seals = canSeal();

  function valueOf(name) {
    const fields = answers().filter((field) => field.name === name);
    return fields.find((field) => !isChoice(field) || field.checked)?.value.trim() ?? "";
  }

  function keep() {
    const names = [...new Set(answers().map((field) => field.name))];
    const values = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
    drafts.save(key, { ballot: form.elements.ballot.value, step: current, values });
  }

  function restore(draft) {
    form.elements.ballot.value = draft.ballot;
    for (const field of answers()) {
      const value = draft.values[field.name] ?? "";
      if (isChoice(field)) field.checked = value !== "" && field.value === value;
      else field.value = value;
    }
  }

  function show(number, { focus = true } = {}) {
    current = Math.min(Math.max(number, 0), last);
    const step = steps[current];
    steps.forEach((one) => (one.hidden = one !== step));
    nav.hidden = current === 0;
    title.classList.toggle("eyebrow", current > 0);
    nav.querySelector("progress").value = current - 1;
    document.getElementById("progress").textContent = step.dataset.progress ?? "";
    document.getElementById("left").textContent = step.dataset.left ? `· ${step.dataset.left}` : "";
    const heading = step.querySelector("h2");
    document.title = current === 0 ? named : `${heading.textContent.trim()} · ${named}`;
    if (current === last) summarise();
    if (focus) {
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    keep();
  }

  function summarise() {
    let answered = 0;
    for (const line of form.querySelectorAll("[data-answer]")) {
      const fields = answers().filter((field) => field.name === line.dataset.answer);
      const chosen = fields.find((field) => !isChoice(field) || field.checked);
      const given = chosen?.value.trim() ?? "";
      const label = chosen?.type === "radio" ? chosen.closest("label").textContent.trim() : given;
      line.textContent = given ? label : form.dataset.skipped;
      line.classList.toggle("muted", !given);
      if (given) answered += 1;
    }
    form.querySelector("[data-nothing]").hidden = answered > 0;
  }

  function go(number, state = {}) {
    history.pushState({ ...state, step: number, from: current }, "");
    show(number);
  }

  function onward() {
    go(history.state?.back ?? current + 1);
  }

  function back() {
    if (history.state?.from === current - 1) {
      history.back();
      return;
    }
    history.replaceState({ step: current - 1 }, "");
    show(current - 1);
  }

  function skip() {
    for (const field of steps[current].querySelectorAll(FIELDS)) {
      if (field.name === "scope") continue;
      if (isChoice(field)) field.checked = false;
      else field.value = "";
    }
    onward();
  }

  title.classList.add("by-step");
  form.classList.add("by-step");
  form.querySelectorAll("[data-plain]").forEach((element) => element.remove());
  form.querySelectorAll("[data-steps]").forEach((element) => (element.hidden = false));
  form.addEventListener("input", keep);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.go === "next") onward();
    if (button?.dataset.go === "skip") skip();
    if (button?.dataset.change) go(Number(button.dataset.change), { back: last });
  });
  form.addEventListener("submit", (event) => {
    if (current !== last) {
      event.preventDefault();
      onward();
    } else if (sending) {
      event.preventDefault();
    } else {
      sending = true;
      if (seals) event.preventDefault();
      if (seals) sendSealed();
    }
  });

  function sendSealed() {
    hide(true);
    tell(() => sendBallot(form), { then: leave, otherwise: stay });
  }

  function leave() {
    drafts.drop((name) => name === key);
    location.replace(form.dataset.thanks);
  }

  /** After a problem: what was filled in shows again, unless a ballot of it is on its way or none can be. */
  function stay(problem) {
    sending = false;
    if (problem === "already" || problem === "lost") drafts.drop((name) => name === key);
    else if (!load(key)) hide(false);
  }

  function hide(isHidden) {
    form.hidden = isHidden;
    nav.hidden = isHidden || current === 0;
  }

  nav.querySelector("button").addEventListener("click", back);
  addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  addEventListener("pageshow", () => (sending = false));

  const draft = drafts.load(key);
  const returned = "returned" in form.dataset;
  if (draft && !returned) restore(draft);
  const wrong = steps.findIndex((step) => step.classList.contains("err"));
  const start = returned ? (wrong > 0 ? wrong : last) : (history.state?.step ?? draft?.step ?? 0);
  history.replaceState({ ...history.state, step: start }, "");
  show(start, { focus: start > 0 && !returned });

  if (!seals) return;
  for (const text of form.querySelectorAll("[data-trust]")) text.hidden = text.dataset.trust !== "browser";
  if (load(key)) {
    hide(true);
    resume(key, { then: leave, otherwise: stay });
  }
}

const form = document.getElementById("ballot");
if (form) {
  const owner = form.dataset.draft.split(".")[0];
  drafts.drop((key) => key.split(".")[0] !== owner);
  dropReceiptsOfOthers(owner);
  takeSteps(form);
}
for (const done of document.querySelectorAll("[data-done]")) {
  drafts.drop((key) => key === done.dataset.done);
}
