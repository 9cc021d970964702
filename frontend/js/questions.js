// Conditional questions: the server says which are asked now. Fields are only shown or hidden, never replaced, so
// that nothing typed meanwhile is lost; an older answer never overtakes a newer one.

function apply(box, { shown, required }) {
  for (const question of box.querySelectorAll("[data-question]")) {
    question.hidden = !shown.includes(question.dataset.question);
    const optional = question.querySelector("[data-optional]");
    if (optional) optional.hidden = required.includes(question.dataset.question);
  }
  for (const part of box.querySelectorAll("[data-part]")) {
    part.hidden = part.querySelector("[data-question]:not([hidden])") === null;
  }
}

export function connectQuestions(page) {
  for (const box of page.querySelectorAll("[data-questions]")) {
    let asking = new AbortController();
    box.addEventListener("change", async () => {
      asking.abort();
      asking = new AbortController();
      const body = new FormData(box.closest("form"));
      try {
        const response = await fetch(box.dataset.questions, { method: "POST", body, signal: asking.signal });
        if (response.ok) apply(box, await response.json());
      } catch (error) {
        // Superseded, or offline: the server asks what is missing when the form is sent.
        if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
      }
    });
  }
}
