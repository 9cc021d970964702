// On a narrow screen the rows of a table become blocks; each figure and day then says the heading of its column.

function nameCells(table) {
  const heads = [...table.querySelectorAll("thead th")];
  const names = heads.map((head) => (head.querySelector(".hidden-text") ? "" : head.textContent.trim()));
  for (const row of table.querySelectorAll("tbody tr")) {
    if (row.cells.length !== heads.length) continue;
    [...row.cells].forEach((cell, index) => {
      if (names[index]) cell.dataset.label = names[index];
    });
  }
}

export function connectTables(page) {
  const nameAll = () => page.querySelectorAll(".table:not(.inbox)").forEach(nameCells);
  nameAll();
  page.addEventListener("htmx:afterSwap", nameAll);
}
