// Text inputs that look up as one types. <div data-typeahead data-source="/people/lookup"><input ...></div>
// GET SOURCE?q=... answers [{"value", "label", "detail"?, "warning"?}] or {"results": [...]}. Free text always stays allowed.
// With data-fills="NAME" the chosen value goes to the hidden input of that name and the label stays in the box; typing on clears it.
import { element, once, send } from "./http.js";

const WAIT = 180;

export function startTypeahead(root) {
  for (const box of root.querySelectorAll("[data-typeahead][data-source]")) if (once(box, "Typeahead")) enhance(box);
}

function enhance(box) {
  const input = box.querySelector("input[type=text]");
  const hidden = box.dataset.fills ? box.querySelector(`input[name="${CSS.escape(box.dataset.fills)}"]`) : null;
  const list = element("ul", "typeahead__list");
  list.id = `${input.id}-options`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = element("p", "usa-sr-only");
  status.setAttribute("role", "status");
  const warning = element("p", "typeahead__warning late");
  warning.hidden = true;
  warning.setAttribute("role", "status");
  input.removeAttribute("list");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  box.append(list, warning, status);
  let rows = [];
  let at = -1;
  let timer = 0;
  let asked = 0;

  function shut() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(next) {
    at = next;
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function choose(place) {
    const row = rows[place];
    input.value = hidden ? row.label : row.value;
    if (hidden) hidden.value = row.value;
    warning.textContent = row.warning || "";
    warning.hidden = !row.warning;
    shut();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function draw() {
    list.replaceChildren(...rows.map((row, place) => {
      const item = element("li", "typeahead__option");
      item.id = `${list.id}-${place}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.append(element("span", "typeahead__name", row.label));
      if (row.detail) item.append(element("span", "typeahead__more", row.detail));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(place));
      return item;
    }));
    at = -1;
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = rows.length === 0 ? "Nobody found. What you typed is kept as it is." : rows.length === 1 ? "1 suggestion." : `${rows.length} suggestions.`;
  }

  async function ask() {
    const text = input.value.trim();
    if (text.length < 2) return shut();
    const mine = ++asked;
    try {
      const answer = await send(`${box.dataset.source}${box.dataset.source.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, { method: "GET" });
      const told = answer.ok ? await answer.json() : [];
      if (mine !== asked || document.activeElement !== input) return;
      rows = (Array.isArray(told) ? told : told.results ?? told.items ?? []).slice(0, 12);
      draw();
    } catch {
      shut(); // the box stays a plain text box
    }
  }

  input.addEventListener("input", () => {
    if (hidden) hidden.value = "";
    warning.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => setTimeout(shut, 100));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) return ask();
    if (list.hidden) return;
    if (event.key === "ArrowDown") point((at + 1) % rows.length);
    else if (event.key === "ArrowUp") point((at - 1 + rows.length) % rows.length);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") shut();
    else return;
    event.preventDefault();
  });
}
