"""The plain ways of a case, along which walks go on between their detours."""

FRONT = ("check conflicts", "screen opened", "open case", "assign reviewer", "assign counsel")
"""From a report to a case that everybody has."""
QUESTION = ("put finding", "vote", "chair votes", "third votes", "announce")
"""One question and its answer; those that a detour put and answered are not put again."""
PATHS: dict[str, tuple[str, ...]] = {
    "employer": (
        "allege", "draft notice", "serve notice", "answer notice", "report", "submit", "find cause", "draft charge",
        "charge", "serve charges", "answer charges", "designate official", "declare", "disclose", "schedule",
        "serve hearing notice", "waive notice time", "open hearing", "file exhibit", "hold hearing", "deliberate",
        "find", "find", "weigh", "propose", "decide", "serve order", "prove start", "prove completion", "serve outcome",
        "tell reporter", "close",
    ),
    "licence": (
        "allege", "draft notice", "serve notice", "answer notice", "report", "submit", "find cause", "draft charge",
        "charge", "serve charges", "answer charges", "name panel", "declare", "declare", "declare", "disclose",
        "schedule", "serve hearing notice", "waive notice time", "open hearing", "file exhibit", "hold hearing",
        "deliberate", *QUESTION, *QUESTION, "chair weighs", "pick baseline", "propose suspension", "put sanction",
        *QUESTION[1:], "recommend", "serve report",
    ),
}  # fmt: skip
