// "System, Light, Dark" in the account menu; kept on this computer only.
import { element, once } from "./http.js";

const CHOICES = [["", "System"], ["light", "Light"], ["dark", "Dark"]];

export function startThemeControl(root) {
  for (const place of root.querySelectorAll("[data-theme-control]")) {
    if (!once(place, "Theme")) continue;
    const title = element("p", "theme__title", "Colors");
    title.id = "theme-title";
    const row = element("div", "theme__choices");
    row.setAttribute("role", "group");
    row.setAttribute("aria-labelledby", "theme-title");
    const buttons = CHOICES.map(([value, label]) => {
      const button = element("button", "", label);
      button.type = "button";
      button.addEventListener("click", () => choose(value));
      row.append(button);
      return [value, button];
    });
    const show = () => buttons.forEach(([value, button]) => button.setAttribute("aria-pressed", String((document.documentElement.dataset.theme || "") === value)));
    const choose = (value) => {
      if (value) document.documentElement.dataset.theme = value;
      else delete document.documentElement.dataset.theme;
      try {
        if (value) localStorage.setItem("probity-theme", value);
        else localStorage.removeItem("probity-theme");
      } catch {
        // Storage is refused: the choice holds for this page.
      }
      show();
      document.dispatchEvent(new CustomEvent("probity:theme"));
    };
    place.append(title, row);
    place.hidden = false;
    show();
  }
}
