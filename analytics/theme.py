"""The chart theme: one Plotly template per color scheme, sent once a page; figures name colors by their role.

A color in a figure is a role ("@data"), so that one chart serves light and dark; `resolve` puts the colors in, in the
page by script, or here for programs. Values and contrast ratios stand in the notes to the mock-ups: blue is data,
vermilion (dark: orange) only "unusual"; text is always ink; never a red and green pair.
"""

from __future__ import annotations

from typing import Any

FONT = "Public Sans Web, Public Sans, Helvetica Neue, Arial, sans-serif"

DATA, UNUSUAL, THIRD = "@data", "@unusual", "@third"
INK, INK2, GRID, BASE, BAND, CTL, INTERVAL = "@ink", "@ink2", "@grid", "@base", "@band", "@ctl", "@interval"
GROUND, TINT2 = "@ground", "@tint2"
STEPS = ("@step1", "@step2", "@step3", "@step4")  # one hue, from little to much; each with its own label
ON_STEPS = (INK, INK, GROUND, GROUND)  # the text that stands on each step

ROLES: dict[str, dict[str, str]] = {
    "light": {
        DATA: "#0072B2", UNUSUAL: "#D55E00", THIRD: "#CC79A7", INK: "#15262B", INK2: "#48595E", GRID: "#E3E9E7",
        BASE: "#A9B5B3", BAND: "#DFE6E4", CTL: "#6B7B7C", INTERVAL: "#4080AE", GROUND: "#FFFFFF", TINT2: "#E7EDEB",
        "@step1": "#C9DDEC", "@step2": "#7FB2D6", "@step3": "#0072B2", "@step4": "#15364F",
    },
    "dark": {
        DATA: "#56B4E9", UNUSUAL: "#E69F00", THIRD: "#CC79A7", INK: "#E6EDEB", INK2: "#A9BBBA", GRID: "#22343A",
        BASE: "#4A6065", BAND: "#223338", CTL: "#7F9494", INTERVAL: "#4F8FB8", GROUND: "#0F1A1D", TINT2: "#1D3035",
        "@step1": "#21455A", "@step2": "#2F7199", "@step3": "#56B4E9", "@step4": "#D3ECFA",
    },
}  # fmt: skip

_AXIS: dict[str, Any] = {
    "showline": False, "zeroline": False, "ticks": "", "automargin": True, "fixedrange": True,
    "tickfont": {"size": 13, "color": INK2}, "gridcolor": GRID, "linecolor": BASE,
}  # fmt: skip

TEMPLATE: dict[str, Any] = {
    "layout": {
        "font": {"family": FONT, "size": 13, "color": INK2},
        "paper_bgcolor": GROUND,
        "plot_bgcolor": GROUND,
        "colorway": [DATA, THIRD, INK],
        "margin": {"l": 44, "r": 16, "t": 28, "b": 36},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "xaxis": {**_AXIS, "showgrid": False, "showline": True},
        "yaxis": {**_AXIS, "showgrid": True, "rangemode": "tozero"},
        "annotationdefaults": {"showarrow": False, "font": {"size": 13, "color": INK}},
    }
}

CONFIG: dict[str, Any] = {
    "staticPlot": True, "displayModeBar": False, "displaylogo": False,
    "showSendToCloud": False, "plotlyServerURL": "",
}  # fmt: skip


def resolve(part: Any, scheme: str) -> Any:
    """The same structure with every role replaced by its color in "light" or "dark". Raises KeyError on neither."""
    roles = ROLES[scheme]
    if isinstance(part, str):
        return roles.get(part, part)
    if isinstance(part, list):
        return [resolve(item, scheme) for item in part]
    if isinstance(part, dict):
        return {key: resolve(value, scheme) for key, value in part.items()}
    return part


def page_theme() -> dict[str, Any]:
    """What a page sends once: the template and the roles of both schemes."""
    return {"template": TEMPLATE, "roles": ROLES, "config": CONFIG}
