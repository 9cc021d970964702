// A form that saves what was changed must not press a button again: htmx adds the button last pressed to what it sends.

export function connectAutosaving(page) {
  page.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.tagName === "FORM" && detail.triggeringEvent?.type === "change") delete detail.parameters.act;
  });
}
