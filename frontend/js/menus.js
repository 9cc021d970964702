// <details> menus work without a script; this only closes them when the reader looks elsewhere.

// A long menu scrolls by itself: the place one is at is brought into sight.
function showPlace(page) {
  const here = page.querySelector("nav.side [aria-current]");
  const menu = here?.closest("nav.side");
  if (!menu || menu.scrollHeight <= menu.clientHeight) return;
  const { bottom } = here.getBoundingClientRect();
  const edge = menu.getBoundingClientRect().bottom;
  if (bottom > edge) menu.scrollTop += bottom - edge + menu.clientHeight / 3;
}

export function connectMenus(page) {
  showPlace(page);
  page.addEventListener("click", (event) => {
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  for (const control of page.querySelectorAll("[data-submit-on-change]")) {
    control.addEventListener("change", () => control.form.requestSubmit());
  }
}
