// Long numbers get a button that copies them. Without a script, or where the browser refuses, the text is selectable.

const SHOWN_MS = 4000;

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(element, status) {
  try {
    await navigator.clipboard.writeText(element.dataset.copy);
  } catch {
    // No clipboard on a page that is not secure, or not allowed: the text stands selected for the reader's own key.
    select(element);
    return;
  }
  status.textContent = element.dataset.copied;
  setTimeout(() => (status.textContent = ""), SHOWN_MS);
}

export function connectCopying(page) {
  for (const element of page.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    const status = document.createElement("span");
    button.type = "button";
    button.className = "btn small-btn copy-button";
    button.textContent = element.dataset.copyLabel;
    button.setAttribute("aria-label", `${element.dataset.copyLabel}: ${element.textContent.trim()}`);
    status.className = "small muted";
    status.setAttribute("role", "status");
    button.addEventListener("click", () => copy(element, status));
    element.after(" ", button, " ", status);
  }
}
