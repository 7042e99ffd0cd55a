// Small manners of a page: menus close, a form is sent once, "Print" prints, errors get the focus.
import { once } from "./http.js";

export function startMenus(root) {
  for (const menu of root.querySelectorAll("details.account, details.top__menu, details.side-menu")) {
    if (!once(menu, "Menu")) continue;
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }
}

export function startOnce(root) {
  for (const form of root.querySelectorAll('form[method="post"]')) {
    if (!once(form, "Once")) continue;
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      if (event.defaultPrevented) return;
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
    });
    addEventListener("pageshow", () => {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    });
  }
}

export function startPrint(root) {
  for (const link of root.querySelectorAll("[data-print]")) {
    if (!once(link, "Print")) continue;
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      print();
    });
  }
}

export function startShut(root) {
  for (const box of root.querySelectorAll("details[data-shut]")) {
    if (!once(box, "Shut")) continue;
    box.open = false;
    box.dataset.ready = "yes";
  }
}

export function startFold(root) {
  const narrow = matchMedia("(max-width: 719px)");
  for (const box of root.querySelectorAll("details[data-fold]")) {
    if (!once(box, "Fold")) continue;
    const fit = () => {
      box.open = !narrow.matches;
    };
    narrow.addEventListener("change", fit);
    fit();
  }
}

export function startFocus(root) {
  const first = root.querySelector("[data-focus]");
  if (first && once(first, "Focus")) first.focus();
}
