// Date inputs with data-quick="today yesterday" get two plain buttons below.
import { element, once } from "./http.js";

const BACK = { today: 0, yesterday: 1 };

function iso(daysBack) {
  const known = document.documentElement.dataset.today; // the office's date, when the page gives it
  const day = known ? new Date(`${known}T12:00:00`) : new Date();
  day.setDate(day.getDate() - daysBack);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

export function startDates(root) {
  for (const input of root.querySelectorAll("input[data-quick]")) {
    if (!once(input, "Dates")) continue;
    const row = element("div", "quick");
    for (const name of input.dataset.quick.split(" ")) {
      const button = element("button", "linklike", name[0].toUpperCase() + name.slice(1));
      button.type = "button";
      button.addEventListener("click", () => {
        input.value = iso(BACK[name] ?? 0);
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      row.append(button);
    }
    input.after(row);
  }
}
