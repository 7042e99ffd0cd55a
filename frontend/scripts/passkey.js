// Passkeys: signing in, proving again who one is, adding one, and signing an act. Nothing here is shown without scripts.
import { once, send, words } from "./http.js";

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const listed = (rows) => (rows ?? []).map((row) => ({ ...row, id: bytes(row.id) }));

async function make(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: listed(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = made.response;
  const transports = made.response.getTransports?.() ?? [];
  const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports };
  return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: {} });
}

async function answer(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
  const given = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response;
  const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle ? text(userHandle) : null };
  return JSON.stringify({ id: given.id, rawId: text(given.rawId), type: given.type, response, clientExtensionResults: {} });
}

async function asked(address, body, headers = {}) {
  const reply = await send(address, { body, headers });
  if (!reply.ok) throw new Error(await words(reply));
  return reply.json();
}

const json = { "Content-Type": "application/json" };
const WAYS = {
  "sign-in": { ask: "/api/session/passkey-options", tell: "/api/session/passkey", by: answer },
  "step-up": { ask: "/api/session/step-up/passkey-options", tell: "/api/session/step-up/passkey", by: answer },
  register: { ask: "/api/account/passkey-options", tell: "/api/account/passkeys", by: make },
};

// Why it did not work, in words. Browsers tell a refusal, a timeout and a missing key alike, on purpose.
function why(error) {
  if (error.name === "InvalidStateError") return "This device already holds a passkey of yours.";
  return error instanceof DOMException ? "Nothing was confirmed. Try again when you are ready." : error.message;
}

async function run(box, says) {
  const way = WAYS[box.dataset.passkey];
  says.textContent = "Waiting for your device.";
  try {
    const { id, options } = await asked(way.ask, "{}", json);
    const body = { id, credential: await way.by(options) };
    const label = box.querySelector("[name=label]");
    if (label) body.label = label.value.trim() || "Passkey";
    await asked(way.tell, JSON.stringify(body), json);
    location.assign(box.dataset.next || "/");
  } catch (error) {
    says.textContent = why(error);
  }
}

export function startPasskeys(root) {
  for (const box of root.querySelectorAll("[data-passkey]")) {
    if (!once(box, "Passkey")) continue;
    const says = box.querySelector("[data-passkey-says]");
    if (!window.PublicKeyCredential) {
      says.textContent = "This browser has no passkeys.";
      continue;
    }
    says.textContent = "";
    box.hidden = false;
    const button = box.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => run(box, says));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      run(box, says);
    });
  }
}

// A form whose act a passkey signs: what was filled in is sent once to learn what would be recorded, the passkey signs
// the hash of that, and the form goes off with the signature.
export function startSigning(root) {
  for (const form of root.querySelectorAll("form[data-signing]")) {
    if (!once(form, "Signing")) continue;
    const says = form.querySelector("[data-passkey-says]");
    form.addEventListener(
      "submit",
      async (event) => {
        if (form.elements._assertion.value) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        says.textContent = "Waiting for your passkey.";
        try {
          const reply = await send(form.dataset.signing, { body: new FormData(form) });
          if (reply.status === 409 || reply.status === 422) return go(form, "none");
          if (!reply.ok) throw new Error(await words(reply));
          const { id, options } = await reply.json();
          const assertion = await answer(options);
          form.elements._signing.value = id;
          go(form, assertion);
        } catch (error) {
          says.textContent = why(error);
        }
      },
      { capture: true },
    );
  }
}

// Without a signature the form comes back with what is missing, which is what such a refusal is for.
function go(form, assertion) {
  form.elements._assertion.value = assertion;
  form.requestSubmit();
}
