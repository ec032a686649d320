// Passkeys: asks our server for a challenge, the browser for a signature, and sends it back. Loaded where a button wants it.
import { ask, on } from "./dom.js";
import { say } from "./messages.js";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Options as JSON, with their binary fields turned into bytes. */
function unpack(options) {
  const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  };
}

/** What the browser answered, as JSON. */
function pack(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = text(given[name]);
  }
  if (given.getTransports) response.transports = given.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function post(url, fields = {}) {
  const answer = await ask(url, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.detail ?? body.title ?? "That did not work; try again."), { code: body.code });
  return body;
}

async function run(button, work) {
  if (!window.PublicKeyCredential) return say("This browser does not know passkeys.", "caution");
  button.setAttribute("aria-busy", "true");
  try {
    location.assign(await work());
  } catch (error) {
    if (error.code === "confirm_it_is_you" && button.dataset.passkeyConfirm) return location.assign(button.dataset.passkeyConfirm);
    const quiet = error.name === "NotAllowedError" || error.name === "AbortError";
    say(quiet ? "No passkey was used." : error.message, quiet ? "info" : "critical");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

on("click", "[data-passkey]", (event, button) =>
  run(button, async () => {
    const base = button.dataset.passkey;
    const { state, options } = await post(`${base}/begin`);
    const credential = await navigator.credentials.get({ publicKey: unpack(options) });
    const fields = { state, credential: JSON.stringify(pack(credential)), next: button.dataset.passkeyNext ?? "/" };
    if (button.dataset.passkeySecond) fields.second_factor = "1";
    if (button.dataset.passkeyBusiness) fields.business = button.dataset.passkeyBusiness;
    return (await post(`${base}/finish`, fields)).next;
  }),
);

on("click", "[data-passkey-add]", (event, button) =>
  run(button, async () => {
    const base = button.dataset.passkeyAdd;
    const { state, options } = await post(`${base}/begin`);
    const credential = await navigator.credentials.create({ publicKey: unpack(options) });
    const name = document.getElementById(button.dataset.passkeyName)?.value.trim() || "Passkey";
    return (await post(`${base}/finish`, { state, name, credential: JSON.stringify(pack(credential)) })).next;
  }),
);
