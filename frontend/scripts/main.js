// What every page gets. Each part looks for its own markup and does nothing without it; without scripts the forms still work.
import { startAutosave } from "./autosave.js";
import { startDates } from "./dates.js";
import { startFold, startMenus, startOnce, startPrint, startShut, startFocus } from "./page.js";
import { startPasskeys, startSigning } from "./passkey.js";
import { startSession } from "./session.js";
import { startThemeControl } from "./theme-control.js";
import { startTypeahead } from "./typeahead.js";
import { startUpload } from "./upload.js";

const starters = [startAutosave, startDates, startFold, startMenus, startOnce, startPrint, startShut, startFocus, startPasskeys, startSigning, startSession, startThemeControl, startTypeahead, startUpload];

function start(root) {
  for (const each of starters) each(root);
}

start(document);
document.addEventListener("htmx:after:swap", (event) => start(event.target instanceof Element ? event.target : document));
