// Rows of a list put elsewhere by drag: what is dropped sends the form with `move:FROM:TO`. The buttons beside do the
// same, so that nothing needs a pointer.

function findPlace(list, row, y) {
  const rows = [...list.querySelectorAll("[data-at]")].filter((one) => one !== row);
  const after = rows.findIndex((one) => {
    const box = one.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return after < 0 ? rows.length : after;
}

export function connectOrdering(page) {
  for (const form of page.querySelectorAll("[data-ordering]")) {
    const button = form.querySelector("[data-move]");
    let dragged = null;
    form.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("[data-at]");
      if (dragged) event.dataTransfer.effectAllowed = "move";
    });
    form.addEventListener("dragend", () => {
      dragged = null;
    });
    form.addEventListener("dragover", (event) => {
      if (dragged && event.target.closest("[data-list]")) event.preventDefault();
    });
    form.addEventListener("drop", (event) => {
      const list = event.target.closest("[data-list]");
      if (!dragged || !list || !button) return;
      event.preventDefault();
      const to = `${list.dataset.list}.${findPlace(list, dragged, event.clientY)}`;
      if (to === dragged.dataset.at) return;
      button.value = `move:${dragged.dataset.at}:${to}`;
      form.requestSubmit(button);
    });
  }
}
