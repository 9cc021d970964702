// Toasts: what happened beside the page, said once and out of the way. They stay until closed or for as long as reading takes, longer while
// the pointer or the focus is on them.

const SHOWN_MS = 8000;

export function showToast(page, text, tone = "") {
  const place = page.querySelector(".toasts");
  if (!place) return;
  const toast = page.createElement("p");
  toast.className = `toast ${tone}`.trim();
  const close = page.createElement("button");
  close.type = "button";
  close.className = "btn quiet small-btn";
  close.textContent = place.dataset.close;
  close.addEventListener("click", () => toast.remove());
  toast.append(text, close);
  place.replaceChildren(toast);
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, SHOWN_MS) : toast.remove());
  setTimeout(leave, SHOWN_MS);
}

export function connectToasts(page) {
  const tellFailure = () => showToast(page, page.querySelector(".toasts")?.dataset.failed ?? "", "late");
  page.addEventListener("htmx:sendError", tellFailure);
  page.addEventListener("htmx:responseError", (event) => {
    // 4xx answers carry their own words; a page that fell over does not.
    if (event.detail.xhr.status >= 500) tellFailure();
  });
}
