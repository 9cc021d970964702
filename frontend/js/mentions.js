// Completes @names while a note is typed. Without it a note is plain text, and @name works all the same.

const TYPED = /(^|[^\w@])@([\w.+-]{1,40})$/;

export function connectMentions(root) {
  root.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) look(event.target);
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) choose(event);
  });
  root.addEventListener("focusout", (event) => {
    if (event.target.matches?.("textarea[data-mentions]")) setTimeout(() => close(event.target), 200);
  });
}

async function look(field) {
  const typed = TYPED.exec(field.value.slice(0, field.selectionStart));
  if (!typed) return close(field);
  const asked = (field.asked = `${field.dataset.mentions}?q=${encodeURIComponent(typed[2])}`);
  const answer = await fetch(asked, { headers: { Accept: "application/json" } });
  if (!answer.ok || field.asked !== asked) return;
  show(field, (await answer.json()).people);
}

function show(field, people) {
  close(field);
  if (!people.length) return;
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  people.forEach((person, place) => list.append(makeOption(field, person, place)));
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-activedescendant", list.firstChild.id);
}

function makeOption(field, person, place) {
  const option = document.createElement("li");
  option.id = `${field.id}-person-${place}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", String(place === 0));
  option.dataset.username = person.username;
  option.textContent = `${person.name} @${person.username}`;
  option.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(field, person.username);
  });
  return option;
}

function choose(event) {
  const options = [...(listOf(event.target)?.children ?? [])];
  if (!options.length) return;
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    event.preventDefault();
    select(event.target, options, (at + steps[event.key] + options.length) % options.length);
  } else if (event.key === "Enter" || event.key === "Tab") {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    take(event.target, options[at].dataset.username);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close(event.target);
  }
}

function select(field, options, place) {
  options.forEach((one, index) => one.setAttribute("aria-selected", String(index === place)));
  field.setAttribute("aria-activedescendant", options[place].id);
}

function take(field, username) {
  const before = field.value.slice(0, field.selectionStart).replace(TYPED, `$1@${username} `);
  field.value = before + field.value.slice(field.selectionStart);
  field.setSelectionRange(before.length, before.length);
  close(field);
}

const listOf = (field) => document.getElementById(`${field.id}-people`);

function close(field) {
  listOf(field)?.remove();
  field.removeAttribute("aria-controls");
  field.removeAttribute("aria-activedescendant");
}
