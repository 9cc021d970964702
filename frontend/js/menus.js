// <details> menus work without a script; this only closes them when the reader looks elsewhere.

export function connectMenus(page) {
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
