// Keys for the moderation desk, and decisions without loading the page anew.
//
// Everything here stands on the forms of the page: a key presses a button, a decision sends its form. Whenever the
// server answers with anything but "done", the form is sent the plain way, so that the server's own page explains it.
// No HTML is ever made from text: the answer is JSON and goes into text nodes (the page enforces Trusted Types).

const main = document.querySelector("#main");
const flash = document.querySelector("#flash");
const help = document.querySelector("#help");
const DECISIONS = { a: "approve", s: "spam", r: "reject", t: "settle" };
let current = null;

const cards = () => [...document.querySelectorAll(".card")];

function choose(card, { scroll = true } = {}) {
  if (!card) return;
  current = card;
  card.focus({ preventScroll: true });
  if (!scroll) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

function here() {
  const focused = document.activeElement?.closest?.(".card");
  return focused ?? (current?.isConnected ? current : null);
}

function move(step) {
  const all = cards();
  const at = all.indexOf(here());
  choose(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

function say(strong, words = "", undo = "") {
  const parts = document.querySelector("#flash-parts").content.cloneNode(true);
  parts.querySelector("strong").textContent = words ? `${strong}:` : strong;
  parts.querySelector("bdi").textContent = words;
  if (!words) parts.querySelector("q").remove();
  const form = parts.querySelector("form");
  if (undo) form.action = undo;
  else form.remove();
  flash.replaceChildren(parts);
}

function pressDecision(name) {
  const card = here();
  if (!card) {
    choose(cards()[0]);
    if (current) say("This is the first comment. Press the key again to decide on it.");
    return;
  }
  const button = card.querySelector(`[data-decide] button[value="${name}"]`);
  if (button) button.form.requestSubmit(button);
  else say(`This comment cannot be decided on that way.`);
}

function undoLast() {
  const form = flash.querySelector("[data-undo]");
  if (form) form.requestSubmit();
  else say("There is nothing to undo here. “Decided lately” has the earlier decisions.");
}

async function decide(form, button) {
  const fields = new URLSearchParams(new FormData(form, button));
  const buttons = [...form.querySelectorAll("button")];
  form.setAttribute("aria-busy", "true");
  for (const each of buttons) each.disabled = true;
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
  } catch {
    release(form, buttons);
    say("The server could not be reached. Try again; a decision that did arrive is not made twice.");
    return;
  }
  if (answer.ok) return done(form, buttons, await answer.json());
  release(form, buttons);
  form.dataset.plain = "yes";
  form.requestSubmit(button);
}

function release(form, buttons) {
  form.removeAttribute("aria-busy");
  for (const each of buttons) each.disabled = false;
}

function done(form, buttons, told) {
  for (const [status, count] of Object.entries(told.counts)) {
    const tab = document.querySelector(`[data-count="${status}"]`);
    if (tab) tab.textContent = count;
  }
  document.querySelector("[data-learned]").textContent = told.learned;
  // A single comment is shown as it stands now; a queue is left when its last card is decided, and filled anew.
  if (!main.dataset.status || (told.status !== main.dataset.status && cards().length === 1)) {
    location.assign(told.back);
    return;
  }
  say(told.what, told.words, new URL(`../../decisions/${told.decision}/undo`, form.action).pathname);
  const card = form.closest(".card");
  const all = cards();
  const next = all[all.indexOf(card) + 1] ?? all[all.indexOf(card) - 1] ?? card;
  if (told.status === main.dataset.status) {
    release(form, buttons);
    form.elements.version.value = Number(form.elements.version.value) + 1;
    card.classList.add("confirmed");
  } else {
    card.remove();
  }
  choose(next);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-decide]") || form.dataset.plain) return;
  event.preventDefault();
  if (!form.hasAttribute("aria-busy")) decide(form, event.submitter);
});

document.addEventListener("focusin", (event) => {
  current = event.target.closest(".card") ?? current;
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (help.open || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  // A key that is held down moves on, but never decides on one comment after the other.
  if (event.repeat && key !== "j" && key !== "k") return;
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "w") here()?.querySelector("[data-decide] select")?.focus();
  else if (key in DECISIONS) pressDecision(DECISIONS[key]);
  else if (key === "z") undoLast();
  else if (key === "?") help.showModal();
  else return;
  event.preventDefault();
});

document.querySelector("#show-help").addEventListener("click", () => help.showModal());
document.documentElement.classList.add("js");

// A comment that was just brought back by an undo is the one to look at.
if (location.hash.startsWith("#comment-")) choose(document.getElementById(location.hash.slice(1)));
