// Security keys (WebAuthn): the page carries the challenge, the browser asks the key, the form sends its answer.

const WARN = ".error";

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readDescriptors(list) {
  return list?.map((one) => ({ ...one, id: toBytes(one.id) }));
}

function readOptions(form) {
  const { publicKey } = JSON.parse(form.dataset.keyOptions);
  const read = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) read.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  read.excludeCredentials = readDescriptors(publicKey.excludeCredentials);
  read.allowCredentials = readDescriptors(publicKey.allowCredentials);
  return { publicKey: read };
}

function writeAnswer(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = toText(response[name]);
  }
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(form) {
  const warning = form.querySelector(WARN);
  warning.hidden = true;
  try {
    const credential = await navigator.credentials[form.dataset.key](readOptions(form));
    form.elements.credential.value = JSON.stringify(writeAnswer(credential));
  } catch {
    // Turned back, timed out, or no such key: the page says so and offers the other way.
    warning.hidden = false;
    return;
  }
  form.submit();
}

export function connectKeys(page) {
  if (!window.PublicKeyCredential) return;
  for (const form of page.querySelectorAll("[data-key-options]")) {
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}
