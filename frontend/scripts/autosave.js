// Forms with data-autosave="ADDRESS": saves on blur and every 20 seconds while something changed, says so politely, and keeps trying.
// Sends PUT (data-autosave-method) JSON {name: text, or list of texts for repeated names}; files, token, version and key stay out.
// The answer may hold {"saved_words": "2:14 PM EDT", "version": 3}.
import { clockWords, element, icon, once, send, words } from "./http.js";

const EVERY = 20_000;
const LEFT_OUT = new Set(["_csrf_token", "version", "idempotency_key"]);

export function contents(form) {
  const found = {};
  for (const box of form.querySelectorAll('input[type="checkbox"]')) if (box.name && !(box.name in found)) found[box.name] = [];
  for (const [name, value] of new FormData(form)) {
    if (LEFT_OUT.has(name) || value instanceof File) continue;
    if (name in found) found[name] = [].concat(found[name], value);
    else found[name] = value;
  }
  for (const box of form.querySelectorAll('input[type="checkbox"]')) {
    const alone = form.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(box.name)}"]`).length === 1;
    if (alone && Array.isArray(found[box.name]) && box.value === "true") found[box.name] = box.checked ? "true" : "";
  }
  return found;
}

function statusOf(form) {
  const known = document.querySelector("[data-save-status]");
  if (known) return known;
  const made = element("div", "save-status");
  made.setAttribute("role", "status");
  made.dataset.saveStatus = "";
  form.prepend(made);
  return made;
}

function say(status, failed, text) {
  status.classList.toggle("save-status--failed", failed);
  let line = status.querySelector(".save-status__words");
  if (!line) status.prepend((line = element("span", "save-status__words")));
  line.replaceChildren(icon(failed ? "overdue" : "done"), element("span", "", text));
}

export function startAutosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) if (once(form, "Autosave")) watch(form);
}

function watch(form) {
  const status = statusOf(form);
  let saved = JSON.stringify(contents(form));
  let running = false;
  let failed = false;
  let leaving = false;
  const changed = () => JSON.stringify(contents(form)) !== saved;

  async function save(keepalive = false) {
    const body = JSON.stringify(contents(form));
    if (running || leaving || body === saved) return;
    running = true;
    try {
      const version = form.elements.namedItem("version");
      const headers = { "Content-Type": "application/json" };
      if (version?.value) headers["If-Match"] = `"${version.value}"`;
      const answer = await send(form.dataset.autosave, { method: form.dataset.autosaveMethod || "PUT", body, headers, keepalive });
      if (!answer.ok) throw new Error(answer.status === 401 ? "You are signed out. Sign in in another tab; this page keeps trying." : await words(answer));
      const told = await answer.json().catch(() => ({}));
      if (version && told.version !== undefined) version.value = told.version;
      saved = body;
      failed = false;
      say(status, false, `Draft saved ${told.saved_words || clockWords()}`);
    } catch (trouble) {
      failed = true;
      const why = trouble instanceof TypeError ? "The server cannot be reached." : trouble.message;
      say(status, true, `Not saved. ${why} Trying again every 20 seconds.`);
    } finally {
      running = false;
    }
  }

  form.addEventListener("focusout", () => save());
  form.addEventListener("change", () => save());
  setInterval(() => save(), EVERY);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
  document.addEventListener("probity:save-now", () => save(true));
  form.addEventListener("submit", () => (leaving = true));
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && (failed || changed())) event.preventDefault();
  });
}
