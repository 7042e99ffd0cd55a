// Loaded before the page paints: marks that scripts run and puts back the theme this person chose on this computer.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "js");
  try {
    const chosen = localStorage.getItem("probity-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage is refused: the system's theme stays.
  }
})();
