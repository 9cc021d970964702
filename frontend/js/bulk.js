// Choosing tasks in a list: how many are chosen, and only the fields that the act needs.

function describe(form, page) {
  const chosen = page.querySelectorAll('input[name="task"][form="bulk"]:checked').length;
  const all = form.querySelector('[name="all"]')?.checked;
  const label = form.querySelector("[data-chosen]");
  form.hidden = !chosen && !all;
  label.textContent = all || !chosen ? label.dataset.text : `${label.dataset.text}: ${chosen}`;
  const verb = form.querySelector('[name="verb"]').value;
  for (const field of form.querySelectorAll("[data-for]")) field.hidden = field.dataset.for !== verb;
}

export function connectBulk(page) {
  const update = () => {
    const form = page.querySelector("[data-bulk]");
    if (form) describe(form, page);
  };
  update();
  page.addEventListener("change", update);
  page.addEventListener("htmx:afterSwap", update);
}
