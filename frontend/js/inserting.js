// A button that writes something where the text is being written: `data-insert` into the textarea `data-into`.

export function connectInserting(page) {
  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const area = button && page.getElementById(button.dataset.into);
    if (!area || area.readOnly) return;
    area.focus();
    area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
