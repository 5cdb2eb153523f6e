// Speed for those who have script: live batches, copying, keys. Every page is whole without it.
"use strict";

// A batch that still moves: its part of the page is fetched again and put in place.
function watch() {
  const part = document.querySelector("[data-refresh]");
  if (!part) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (answer.ok && fresh && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(fresh));
    } catch { /* asked again */ }
    watch();
  }, 1000 * Number(part.dataset.refresh));
}

function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = button.dataset.copied; });
}

function key(event) {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const go = { "/": "input[type=search]" }[event.key];
  const follow = { "[": ".toolbar [rel=prev]", "]": ".toolbar [rel=next]" }[event.key];
  if (go && document.querySelector(go)) { event.preventDefault(); document.querySelector(go).focus(); }
  if (follow) document.querySelector(follow)?.click();
}

// The cases of a review: j and k go to the next and the one before, e into its field, Enter accepts, z takes back.
function review(event) {
  if (document.documentElement.dataset.keys === "off") return;
  if (event.target.matches("input, textarea, select, button, a, summary") && !["j", "k", "e", "z", "n"].includes(event.key)) return;
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const cases = [...document.querySelectorAll(".doubtcase")], now = cases.findIndex((one) => one.matches(".now"));
  if (event.key === "z" || event.key === "n") document.querySelector(`[data-key=${event.key}]`)?.click();
  if (!cases.length) return;
  if (event.key === "j" || event.key === "k") point(cases, Math.min(Math.max(now + (event.key === "j" ? 1 : -1), 0), cases.length - 1));
  const field = (cases[now] ?? cases[0]).querySelector("input.field");
  if (event.key === "e" && field) { event.preventDefault(); field.focus(); field.select(); }
  if (event.key === "Enter" && now >= 0) { event.preventDefault(); cases[now].querySelector("form").requestSubmit(); }
}

function point(cases, at) {
  cases.forEach((one, i) => one.classList.toggle("now", i === at));
  cases[at].scrollIntoView({ block: "nearest" });
}

// After a correction the case that follows is the one at hand.
function begin() {
  const cases = [...document.querySelectorAll(".doubtcase")];
  if (cases.length) point(cases, Math.max(cases.findIndex((one) => `#${one.id}` === location.hash), 0));
}

// Words selected in the text of the paper are those of the task to be added.
function select() {
  const form = document.querySelector("#them"), chosen = document.getSelection();
  if (!form || !chosen || chosen.isCollapsed || !chosen.anchorNode?.parentElement?.closest(".panel .pad.says, .text__words")) return;
  const words = chosen.toString().replace(/\s+/g, " ").trim();
  if (words.length < 8) return;
  form.open = true;
  form.querySelector("[name=loi]").value = words;
}

// Bodies by a part of their name, under the field: choosing one puts its full name in the line being written.
let asked;
function bodies(event) {
  const field = event.target;
  if (!field.matches("textarea[data-bodies]")) return;
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
    const words = field.value.slice(start, field.selectionStart).trim();
    field.nextElementSibling?.matches(".choices") && field.nextElementSibling.remove();
    if (words.length < 2) return;
    const answer = await fetch(`/api/v1/bodies?size=6&q=${encodeURIComponent(words.slice(0, 100))}`);
    if (answer.ok) offer(field, start, await answer.json());
  }, 250);
}

function offer(field, start, found) {
  field.nextElementSibling?.matches(".choices") && field.nextElementSibling.remove();
  const list = document.createElement("ul");
  list.className = "choices";
  list.setAttribute("aria-label", field.dataset.bodies);
  for (const body of found) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--s";
    button.textContent = body.name;
    button.addEventListener("click", () => {
      const end = field.value.indexOf("\n", start);
      field.value = field.value.slice(0, start) + body.name + (end < 0 ? "" : field.value.slice(end));
      list.remove();
      field.focus();
    });
    list.append(document.createElement("li"));
    list.lastChild.append(button);
  }
  if (found.length) field.after(list);
}

// A link to a task that does not say which page: the server finds it.
function open() {
  const task = location.hash.match(/^#nv-([\w-]+)$/)?.[1];
  const here = new URL(location.href);
  if (task && here.pathname.startsWith("/van-ban/") && here.searchParams.get("nv") !== task && !here.searchParams.has("trang")) {
    here.searchParams.set("nv", task);
    location.replace(here);
  }
}

// The task that was opened, or the first of the page shown, stands in sight in the panel beside it.
function show() {
  const panel = document.querySelector(".panel"), task = panel?.querySelector(".ob.on") ?? panel?.querySelector("[data-here]");
  if (task && panel.scrollHeight > panel.clientHeight) panel.scrollTop = task.offsetTop - panel.clientHeight / 4;
}

document.addEventListener("click", copy);
document.addEventListener("keydown", key);
document.addEventListener("keydown", review);
document.addEventListener("mouseup", select);
document.addEventListener("input", bodies);
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
open();
show();
begin();
watch();
