// The sign-out warning: shown two minutes before, one button to stay. Drafts are saved before the time is up.
import { clockWords, once, send } from "./http.js";

const WARN = 120;

export function startSession(root) {
  const panel = root.querySelector?.("[data-expiry]");
  if (!panel || !once(panel, "Session")) return;
  const form = panel.querySelector("form");
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("probity-session") : null;
  let ends = 0;
  let saved = false;
  let before = null;

  function renew(seconds) {
    ends = Date.now() + seconds * 1000;
    saved = false;
    if (panel.hidden) return;
    panel.hidden = true;
    before?.focus?.();
  }

  function look() {
    const left = Math.round((ends - Date.now()) / 1000);
    if (left > WARN) return;
    if (left <= 0) return over();
    if (!saved) {
      saved = true;
      document.dispatchEvent(new CustomEvent("probity:save-now"));
    }
    panel.querySelector("[data-expiry-time]").textContent = clockWords(ends);
    if (panel.hidden) {
      before = document.activeElement;
      panel.hidden = false;
      form.querySelector("button").focus();
    }
  }

  function over() {
    clearInterval(timer);
    panel.hidden = false;
    panel.querySelector("h2").textContent = "You are signed out";
    panel.querySelector("p").textContent = "Drafts are kept. What stands on this page was not sent after the last save.";
    const link = document.createElement("a");
    link.className = "btn btn--primary";
    link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = "Sign in again";
    form.replaceWith(link);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await send(form.action);
      if (!answer.ok) throw new Error("refused");
      const told = await answer.json().catch(() => ({}));
      const seconds = Number(told.seconds_left) || Number(panel.dataset.secondsFull) || Number(panel.dataset.secondsLeft);
      renew(seconds);
      channel?.postMessage(seconds);
    } catch {
      form.submit();
    } finally {
      delete form.dataset.sent;
      form.querySelector("button")?.removeAttribute("aria-busy");
    }
  });
  if (channel) channel.onmessage = (message) => renew(message.data);
  renew(Number(panel.dataset.secondsLeft));
  const timer = setInterval(look, 5_000);
  document.addEventListener("visibilitychange", look);
  look();
}
