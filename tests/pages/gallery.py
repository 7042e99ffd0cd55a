"""Every macro of frontend/templates once, with invented matter, for the tests of the kit itself."""

from typing import Any

from api.rendering import asset, environment

VIEWER = {"name": "Rosalind Ekwueme-Hart", "role_label": "Intake"}
FRAME: dict[str, Any] = {
    "page_title": "Gallery",
    "office": {"name": "Alder County Prosecutor's Office", "zone_name": "Eastern Time"},
    "viewer": VIEWER,
    "nav": [
        {"label": "Inbox", "href": "/", "current": False, "count": 3},
        {"label": "Cases", "href": "/cases", "current": True, "count": 0},
    ],
    "csrf_token": "token",
    "nonce": "gallery",
    "demo": True,
    "flash": "Step planned.",
    "session": {"seconds_left": 1700},
    "is_fragment": False,
}
STATES = ("done", "progress", "not_started", "waived", "locked", "overdue", "paused")
CASE: dict[str, Any] = {
    "case": {
        "number": "SM-26-K7QF3M", "respondent_name": "Corin Haddelsey", "respondent_title": "Assistant prosecutor",
        "stage_label": "Charged", "stage_since": "Since Oct 8", "overdue_count": 1, "assignee": "Lena Abernathy-Cho",
        "next_deadline": {"words": "Answer due in 8 days", "reason": "Oct 28"},
        "tags": [{"text": "Confidential personnel record", "kind": "ink", "icon": "locked"}],
    },
    "stages": [{"label": "Investigation", "state": "done"}, {"label": "Charged", "state": "current"}],
    "sections": [
        {"slug": "overview", "label": "Overview", "count": None, "current": True, "href": "/cases/x"},
        {"slug": "timeline", "label": "Timeline", "count": 41, "current": False, "href": "/cases/x/timeline"},
    ],
    "section_acts": [{"label": "Plan a step", "href": "/act"}],
    "missing": [
        {"lead": "A third panel member.", "text": "Seat 3 is open.", "href": "/act", "act_label": "Name an alternate"},
        {"text": "A hearing notice, served.", "overdue": "Overdue by 1 day.", "href": "", "act_label": ""},
    ],
    "checks": [{"state": state, "label": f"Check {state}", "href": f"/{state}", "when": "Oct 28"} for state in STATES],
    "clocks": [{"state": "due", "words": "Due in 8 days", "text": "Answer"}, {"state": "met", "words": "Met"}],
    "events": [
        {"day": "Oct 16", "time": "10:42 AM EDT", "verb": "Recused", "text": "from this case.", "who": "Seat 3"},
        {"day": "Oct 9", "verb": "Corrected", "text": "the time:", "before": "9:00", "after": "9:47", "reason": "Data"},
    ],
}  # fmt: skip
YES_NO = [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}]


def _field(name: str, widget: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": f"The {name}", "widget": widget, "hint": f"About {name}.", **more}


FIELDS = [
    _field("words", "text", value="here", required=True, error="Write something else."),
    _field("story", "textarea", value="It <began>", rows=3),
    _field("unit", "select", choices=YES_NO, value="no"),
    _field("answer", "radio", choices=YES_NO, value="yes", required=True),
    _field("sure", "segmented", choices=YES_NO, value="no"),
    _field("several", "checkboxes", choices=YES_NO, value=["yes"]),
    _field("oath", "checkbox", value=True),
    _field("day", "date", value="2026-10-28", attrs={"data-quick": "today yesterday"}),
    _field("moment", "datetime", value="2026-10-28T09:30"),
    _field("seats", "number", value=3),
    _field("term", "amount", value={"years": 1, "months": "", "days": 1}),
    _field("causes", "matrix", choices=YES_NO, rows=[{"key": "notice", "label": "Notice", "detail": "Did they know?"}],
           value={"notice": "yes"}),
    _field("posted", "dateprecision", value={"date": "2026-10-17", "time": "08:40", "precision": "about"}),
    _field("person", "typeahead", attrs={"source": "/lookup", "fills": "person_id"}),
    _field("files", "file", attrs={"multiple": True, "upload": "/upload", "upload_list": "files", "max_bytes": 1000}),
]  # fmt: skip

CHART = {
    "data": [{"type": "bar", "x": ["Q1", "Q2"], "y": [5, 9], "marker": {"color": ["@data", "@unusual"]}}],
    "layout": {"annotations": [{"x": "Q2", "y": 9, "text": "<b>unusual</b>", "yanchor": "bottom"}]},
}
TABLE = {"columns": [{"key": "q", "label": "Quarter"}, {"key": "n", "label": "Posts", "kind": "number"}],
         "rows": [["Q1", 5], ["Q2", {"few": True}]]}  # fmt: skip
FIGURE = {
    "slug": "posts", "finding": "Posts were unusual in Q2", "reading": "There were 9.", "chart": CHART, "table": TABLE,
    "csv_href": "/posts.csv", "meaning": {"means": "how many.", "does_not": "who."}, "n": "n = 14 posts",
}  # fmt: skip
RECORDS: dict[str, Any] = {
    "post": {"title": "Post 1", "kind": "Photo", "quote": "Long week.", "acts": [{"label": "Change", "href": "/c"}],
             "facts": [{"label": "Posted", "value": "Oct 16"}]},
    "files": [
        {"kind": "Screenshot", "name": "a.png", "size": 1800, "sha256": "9f2c41d8" * 8, "saved": "2:12 PM EDT"},
        {"kind": "Video", "name": "b.mov", "size": 9, "failed": "Over the limit.",
         "ways_on": [{"label": "Cut it", "href": "/"}]},
    ],
    "conflict": {
        "who": "Lena",
        "changes": [{"what": "Recorded a finding", "who": "Lena", "when": "Today"}],
        "rows": [{"label": "Finding", "theirs": "No", "yours": "Yes", "differs": True}],
    },
    "waiting": [
        {"state": state, "words": state, "title": f"Do {state}", "href": f"/{state}", "act_label": "Do it"}
        for state in STATES
    ],
    "columns": [
        {"key": "n", "label": "Case", "sort_href": "?s", "sorted": "asc"},
        {"key": "p", "label": "Posts", "kind": "number"},
    ],
    "rows": [{"cells": {"n": {"text": "SM-26-K7QF3M", "href": "/c", "note": "Charged"}, "p": 3}, "late": True}],
    "refusal": {"slug": "effect", "question": "Did it work?", "answer": "Not enough data", "reason": "Too few months.",
                "cells": [{"label": "After", "have": 3, "need": 12, "unit": "months"}]},
    "tiles": [{"label": "Reports", "value": "118", "lines": ["in 12 months"]}],
}  # fmt: skip
IMPORTS = '{% import "components.html" as ui %}{% import "forms.html" as forms with context %}'
PAGES = {
    "/case": '{% extends "case/layout.html" %}' + IMPORTS + """
{% block case_lead %}{{ ui.blocked_move("Hearing", missing, ["Charges served"]) }}{% endblock %}
{% block case_aside %}{% call ui.section("Clocks") %}{{ ui.clocks(clocks) }}{% endcall %}{% endblock %}
{% block case_main %}{% call ui.section("Due process", note="1 of 7") %}{{ ui.checklist(checks, checks[:1]) }}
{% endcall %}
{% call ui.section("Timeline") %}{{ ui.timeline(events) }}{% endcall %}{% endblock %}""",
    "/form": '{% extends "base.html" %}' + IMPORTS + """
{% block content %}{{ ui.page_head("A form", plain=True) }}{{ forms.save_status() }}
{{ ui.step_indicator([{"label": "One", "state": "done", "href": "/1"}, {"label": "Two", "state": "current"}]) }}
<ul class="files" id="files"></ul>
{{ forms.form("/form", fields, "Send", version=3, idempotency_key="key", cancel_href="/", autosave="/draft") }}
{% endblock %}""",
    "/records": '{% extends "base.html" %}' + IMPORTS + """
{% block content %}{% call ui.page_head("Records", lead="All of them.") %}{{ ui.button("Save", "/s") }}{% endcall %}
{{ forms.filter_bar("/records", fields[2:3], echo="all.", clear_href="/records") }}
{{ ui.tabs([{"label": "All", "href": "/all", "current": True, "count": 2}]) }}{{ ui.table(columns, rows, "Cases") }}
{{ ui.pager(1, 25, 61, None, "?after=x", "cases") }}{{ ui.empty("No drafts", "None.", "Report a concern", "/new") }}
{{ ui.notice("caution", "Careful", "Once only.") }}{{ ui.post_card(post) }}{{ ui.conflict_panel(conflict) }}
<ul class="files">{% for file in files %}{{ ui.evidence_row(file) }}{% endfor %}</ul>
{% call ui.section("Waiting") %}{{ ui.inbox_list(waiting) }}{% endcall %}{% endblock %}""",
    "/figures": '{% set uses_charts = true %}{% extends "base.html" %}' + IMPORTS + """
{% block content %}{{ ui.page_head("Trends", lead="118 reports.") }}{{ ui.tiles(tiles) }}
{% call ui.section("What is happening") %}{{ ui.figure(figure) }}{{ ui.refusal(refusal) }}{% endcall %}
{% endblock %}""",
}  # fmt: skip


def gallery_page(path: str) -> str:
    """One page of the gallery as HTML."""
    context = {**FRAME, **CASE, **RECORDS, "fields": FIELDS, "figure": FIGURE}
    return environment().from_string(PAGES[path]).render(context)


def static_root() -> str:
    """Where built files are asked for."""
    return asset("")
