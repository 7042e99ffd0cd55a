// Draws every [data-chart] from the JSON beside it. Colors in that JSON are roles ("@data"); their values are the page's own tokens,
// so one chart serves light and dark and is drawn anew when the theme turns. Roles: @data @unusual @third @ink @ink2 @grid @base @band
// @ctl @interval @ground @tint2 @step1..@step4. A <script type="application/json" id="chart-theme"> may bring {template, config}.
// Look: static, no mode bar, no legend, nothing leaves for another host. A chart that fails says so; its table stays.
const ROLES = {
  data: "--c-data", unusual: "--c-unusual", third: "--c-third", ink: "--ink", ink2: "--ink2", grid: "--c-grid", base: "--rule2", band: "--c-band",
  ctl: "--ctl", interval: "--c-interval", ground: "--ground", tint: "--tint", tint2: "--tint2", accent: "--accent",
  step1: "--c-step1", step2: "--c-step2", step3: "--c-step3", step4: "--c-step4",
};
const AXIS = {
  showline: false, zeroline: false, ticks: "", automargin: true, fixedrange: true,
  tickfont: { size: 13, color: "@ink2" }, gridcolor: "@grid", linecolor: "@base",
};
const TEMPLATE = {
  layout: {
    font: { family: "Public Sans, Helvetica Neue, Arial, sans-serif", size: 13, color: "@ink2" },
    paper_bgcolor: "@ground", plot_bgcolor: "@ground", colorway: ["@data", "@third", "@ink"],
    margin: { l: 44, r: 16, t: 28, b: 36 }, showlegend: false, hovermode: false, dragmode: false,
    xaxis: { ...AXIS, showgrid: false, showline: true }, yaxis: { ...AXIS, showgrid: true, rangemode: "tozero" },
    annotationdefaults: { showarrow: false, font: { size: 13, color: "@ink" } },
  },
};
const CONFIG = { staticPlot: true, displayModeBar: false };
const ALWAYS = { displaylogo: false, showSendToCloud: false, showEditInChartStudio: false, plotlyServerURL: "", showTips: false, responsive: false };

// Plotly writes some styles by setAttribute, which the page's policy blocks; the same declarations through the style object are allowed.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "style") this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

function read(id) {
  const place = document.getElementById(id);
  return place ? JSON.parse(place.textContent) : null;
}

function colors() {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.hidden = true;
  const found = {};
  for (const [role, token] of Object.entries(ROLES)) {
    probe.style.color = `var(${token})`;
    found[`@${role}`] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function resolve(part, found) {
  if (typeof part === "string") return found[part] ?? part;
  if (Array.isArray(part)) return part.map((each) => resolve(each, found));
  if (part && typeof part === "object") return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value, found)]));
  return part;
}

async function draw(place, theme, found) {
  try {
    const { data, layout = {}, config = {} } = read(place.dataset.chart);
    // On a phone a label has half the width to stand in.
    const font = place.clientWidth < 480 ? { font: { size: 11 } } : {};
    const annotations = (layout.annotations ?? []).map((each) => ({ ...font, ...each }));
    const shown = { height: Number(place.dataset.height) || 320, ...layout, annotations, template: theme?.template ?? TEMPLATE };
    const settings = { ...CONFIG, ...(theme?.config ?? {}), ...config, ...ALWAYS };
    await globalThis.Plotly.react(place, resolve(data, found), resolve(shown, found), settings);
    place.classList.remove("chart--waiting");
  } catch (trouble) {
    place.className = "chart-failed";
    place.setAttribute("role", "alert");
    place.removeAttribute("aria-label");
    place.textContent = "The chart could not be drawn. Its table below is complete.";
    console.error(trouble);
  }
}

async function drawAll() {
  const theme = read("chart-theme");
  const found = colors();
  for (const place of document.querySelectorAll("[data-chart]")) await draw(place, theme, found);
  document.documentElement.dataset.charts = "drawn";
}

let turned = 0;
function again() {
  cancelAnimationFrame(turned);
  turned = requestAnimationFrame(drawAll);
}

document.fonts.ready.then(drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
document.addEventListener("probity:theme", again);
document.addEventListener("htmx:after:swap", again);
// Not Plotly's own resizing, which forgets the height: a chart is drawn anew for the width it has now.
let width = innerWidth;
addEventListener("resize", () => {
  if (width !== innerWidth) again();
  width = innerWidth;
});
let kept;
addEventListener("beforeprint", () => {
  kept = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  drawAll();
});
addEventListener("afterprint", () => {
  if (kept) document.documentElement.dataset.theme = kept;
  else delete document.documentElement.dataset.theme;
  drawAll();
});
