// File boxes with data-upload="ADDRESS" send each file at once, with progress; a failed file keeps its row and the form keeps everything.
// POST multipart (the input's own name); answer: an HTML row (li.file) or JSON {name, size, sha256, saved_words, href?}. Failures: problem+json.
// data-max-bytes refuses too large a file before it is sent. Rows go to the element named by data-upload-list.
import { element, icon, once, token } from "./http.js";

function freshKey() {
  // Not randomUUID: browsers keep that from pages served over plain http to another machine.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))}\u00a0KB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)}\u00a0MB`;
}

export function startUpload(root) {
  for (const drop of root.querySelectorAll("[data-drop]")) if (once(drop, "Upload")) enhance(drop);
}

function enhance(drop) {
  const input = drop.querySelector('input[type="file"]');
  const box = drop.querySelector(".drop__box");
  const hint = drop.querySelector(".drop__or");
  if (hint) hint.hidden = false;
  for (const name of ["dragenter", "dragover"]) box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("is-over"); });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("is-over"));
  const address = drop.dataset.upload;
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    if (address) return take(event.dataTransfer.files);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if (!address) return;
  const list = document.getElementById(drop.dataset.uploadList) ?? drop.appendChild(element("ul", "files"));
  const most = Number(drop.dataset.maxBytes) || Infinity;
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });

  function take(files) {
    for (const file of files) {
      const row = list.appendChild(element("li", "file"));
      if (file.size > most) failed(row, file, `This file is ${size(file.size)}, over the ${size(most)} limit, so it was not sent. Everything else on this page is safe.`, false);
      else upload(row, file);
    }
  }

  function frame(row, file, state) {
    const what = element("div", "file__what");
    what.append(element("p", "file__kind"), element("p", "file__name note", size(file.size)));
    what.firstChild.append(element("strong", "breakable", file.name));
    const side = element("div", "file__state");
    side.append(state);
    row.replaceChildren(icon("file"), what, side);
    return what;
  }

  function marked(name, text) {
    const state = element("span", `state state--${name}`);
    state.append(icon(name), element("span", "state__words", text));
    return state;
  }

  function upload(row, file) {
    row.className = "file";
    const what = frame(row, file, element("span", "note", "Sending"));
    const bar = element("progress", "upload__bar");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    what.append(bar);
    const body = new FormData();
    for (const extra of drop.querySelectorAll("input[type=hidden]")) body.append(extra.name, extra.value);
    body.append(input.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Accept", "text/html, application/json");
    request.setRequestHeader("Idempotency-Key", freshKey());
    request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
    request.addEventListener("load", () => (request.status < 300 ? done(row, file, request) : failed(row, file, reason(request), true)));
    request.addEventListener("error", () => failed(row, file, "The server cannot be reached, so this file was not saved. Everything else on this page is safe.", true));
    request.send(body);
  }

  function reason(request) {
    try {
      const problem = JSON.parse(request.responseText);
      return problem.detail || problem.title;
    } catch {
      return request.status === 413 ? `This file is over the ${size(most)} limit, so it was not saved.` : `The server answered ${request.status}, so this file was not saved.`;
    }
  }

  function done(row, file, request) {
    if ((request.getResponseHeader("Content-Type") || "").includes("html")) {
      const holder = element("template");
      holder.innerHTML = request.responseText;
      const fresh = holder.content.querySelector("li");
      if (fresh) row.replaceWith(fresh);
    } else {
      const told = JSON.parse(request.responseText);
      const what = frame(row, file, marked("done", "Saved"));
      if (told.sha256) {
        const line = element("p", "file__hash note", "SHA-256 ");
        line.append(element("code", "hash", told.sha256.match(/.{1,4}/g).join(" ")));
        what.append(line);
      }
      if (told.saved_words) row.querySelector(".file__state").append(element("span", "note", told.saved_words));
    }
    drop.dispatchEvent(new CustomEvent("probity:uploaded", { bubbles: true }));
  }

  function failed(row, file, why, again) {
    row.className = "file file--failed";
    const what = frame(row, file, marked("overdue", "Not saved"));
    const text = element("p", "file__why", why);
    text.setAttribute("role", "alert");
    const ways = element("p", "file__on acts");
    if (again) ways.append(button("Try again", () => upload(row, file)));
    ways.append(button("Take this row away", () => row.remove()));
    what.append(text, ways);
  }

  function button(label, act) {
    const made = element("button", "linklike", label);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }
}
