// Handing files in piece by piece: dropped or chosen, whole folders too; it goes on after a broken line, a restart of the
// server, and (where the same files are chosen again) after the page was closed. Without script the form is sent whole.
"use strict";

{

const PLACE = "/api/v1/uploads/resumable", PIECE = 4 << 20, HASHED = 64 << 20, AT_ONCE = 3, TRIES = 12;
const form = document.querySelector("form.drop"), bar = form.querySelector("progress"), told = form.querySelector(".sent");
const password = form.querySelector("input[type=password]"), button = form.querySelector("button"), input = form.querySelector("input[type=file]");
let batch = "", whole = 0;
const sent = new Map();

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

function show() {
  const now = [...sent.values()].reduce((sum, one) => sum + one, 0);
  bar.hidden = false;
  bar.value = whole ? Math.floor(100 * now / whole) : 100;
  told.textContent = form.dataset.sending.replace("{n}", bar.value);
}

async function digest(file) {
  if (file.size > HASHED || !globalThis.crypto?.subtle) return "";
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// A refusal that trying again does not change.
class Refused extends Error {}

// With each request, for the server may have begun anew; kept nowhere else.
function always() {
  return { "Tus-Resumable": "1.0.0", ...(password?.value && { "Vanthu-Password": encodeURIComponent(password.value) }) };
}

async function asked(url, options) {
  const answer = await fetch(url, { ...options, headers: { ...always(), ...options.headers } });
  if (answer.ok) return answer;
  if (answer.status >= 500 && answer.status !== 507 || [408, 409, 423, 429].includes(answer.status)) throw new Error(String(answer.status));
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(problem.detail ?? String(answer.status));
}

async function announced(file, label) {
  const sha256 = await digest(file);
  const said = { name: label, ...(batch && { batch }), ...(sha256 && { sha256 }) };
  const metadata = Object.entries(said).map(([key, value]) => `${key} ${base64(value)}`).join(",");
  return asked(PLACE, { method: "POST", headers: { "Upload-Length": String(file.size), "Upload-Metadata": metadata } });
}

async function begun(file, label, key) {
  const place = localStorage.getItem(key);
  if (place) {
    const answer = await fetch(place, { method: "HEAD", headers: always() });
    if (answer.ok) return { place, answer };
    if (answer.status >= 500) throw new Error(String(answer.status));
    localStorage.removeItem(key);
  }
  const answer = await announced(file, label);
  localStorage.setItem(key, answer.headers.get("Location"));
  return { place: answer.headers.get("Location"), answer };
}

async function hand(file, label) {
  const key = `nap:${label}:${file.size}:${file.lastModified}`;
  for (let tries = 0; tries < TRIES;) {
    try {
      let { place, answer } = await begun(file, label, key);
      let offset = Number(answer.headers.get("Upload-Offset"));
      batch ||= answer.headers.get("Vanthu-Batch") ?? "";
      while (!answer.headers.has("Vanthu-Receipt")) {
        const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
        answer = await asked(place, { method: "PATCH", headers, body: file.slice(offset, offset + PIECE) });
        offset = Number(answer.headers.get("Upload-Offset"));
        tries = 0;
        sent.set(label, offset);
        show();
      }
      localStorage.removeItem(key);
      sent.set(label, file.size);
      show();
      return "";
    } catch (error) {
      if (error instanceof Refused) {
        localStorage.removeItem(key);
        return `${label} (${error.message})`;
      }
      tries += 1;
      told.textContent = form.dataset.again;
      await wait(Math.min(500 * 2 ** tries, 15000));
    }
  }
  return label;
}

async function handAll(files) {
  if (!files.length) return;
  button.disabled = true;
  whole = files.reduce((sum, [file]) => sum + file.size, 0);
  sent.clear();
  batch = "";
  const left = [], queue = [...files];
  // The first alone: it tells which batch the others belong to.
  const first = queue.shift();
  left.push(await hand(...first));
  const line = async () => { while (queue.length) left.push(await hand(...queue.shift())); };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  const names = left.filter(Boolean);
  button.disabled = false;
  if (names.length) told.textContent = form.dataset.left.replace("{names}", names.slice(0, 20).join("; "));
  else if (password) password.value = "";
  if (!names.length && batch) location.assign(`/lo/${encodeURIComponent(batch)}`);
}

async function inside(entry, path = "") {
  if (entry.isFile) return [[await new Promise((done, failed) => { entry.file(done, failed); }), path + entry.name]];
  const reader = entry.createReader(), found = [];
  for (;;) {  // a folder is told a hundred at a time
    const some = await new Promise((done, failed) => { reader.readEntries(done, failed); });
    if (!some.length) return found;
    for (const one of some) found.push(...await inside(one, `${path}${entry.name}/`));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  handAll([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
});
form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
form.addEventListener("dragleave", () => { form.classList.remove("over"); });
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length
    ? (await Promise.all(entries.map((entry) => inside(entry)))).flat()
    : [...event.dataTransfer.files].map((file) => [file, file.name]);
  handAll(files);
});
}
