// Requests to our own server, with the session's token.
export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function send(address, { method = "POST", body, headers = {}, keepalive = false } = {}) {
  return fetch(address, {
    method,
    body,
    keepalive,
    credentials: "same-origin",
    headers: { "X-CSRFToken": token(), Accept: "application/json", ...headers },
  });
}

// "2:14 PM EDT", in the office's zone.
export function clockWords(moment = Date.now()) {
  const timeZone = document.documentElement.dataset.zone || undefined;
  return new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone }).format(moment);
}

// The words of a refusal (problem+json), or a sentence that is true of any failure.
export async function words(answer) {
  try {
    const problem = await answer.clone().json();
    return problem.detail || problem.title || `The server answered ${answer.status}.`;
  } catch {
    return answer.status === 413 ? "This file is over the limit." : `The server answered ${answer.status}.`;
  }
}

export function once(element, name) {
  const key = `started${name}`;
  if (element.dataset[key]) return false;
  element.dataset[key] = "yes";
  return true;
}

// An icon of ours, drawn by script. Names as in components/marks.html.
const SHAPES = {
  done: '<circle cx="8" cy="8" r="7.25" fill="currentColor"/><path d="M4.6 8.3l2.3 2.3 4.5-4.9" fill="none" stroke="var(--mark-cut)" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>',
  overdue: '<path d="M8 1.2 15.4 14.4H.6z" fill="currentColor"/><path d="M8 6v4" stroke="var(--mark-cut)" stroke-width="1.7" stroke-linecap="round"/><circle cx="8" cy="12.2" r="1" fill="var(--mark-cut)"/>',
  file: '<path d="M3.5 1.5h6l3 3v10h-9z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round"/><path d="M5.5 7.5h5M5.5 10.5h5" stroke="currentColor" stroke-width="1.2"/>',
};

export function icon(name) {
  const holder = document.createElement("template");
  holder.innerHTML = `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[name]}</svg>`;
  return holder.content.firstElementChild;
}

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
