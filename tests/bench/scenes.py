"""The requests that are measured, and who sends them."""

import json
from dataclasses import dataclass

from tests.bench.client import KEY

POST_TEXT = "An invented sentence about an invented matter, as long as many a real one tends to be."


@dataclass(frozen=True)
class Scene:
    """One measured request. `writes`: an act with a fresh key each time. `floor`: beside a bare handler, whose share is
    to be reached on SQLite and on PostgreSQL. `alone`: also measured with one client, under a name of its own.
    `clients` ask at once, each again as soon as it is answered: programs are sixteen, people who open pages four."""

    name: str
    method: str
    path: str
    sign_in: str
    floor: tuple[float, float] | None = None
    writes: bool = False
    alone: str = ""
    clients: int = 16
    p95_ms: float | None = None
    per_second: float | None = None

    def reach(self, kind: str) -> dict[str, float]:
        """What is to be reached on a database: `ratio` and `value` at least, `p95_ms` at most."""
        ratio = self.floor and self.floor[kind == "postgresql"]
        found = {"ratio": ratio, "value": self.per_second, "p95_ms": self.p95_ms}
        return {name: wanted for name, wanted in found.items() if wanted is not None}


def scenes(case_number: str) -> list[Scene]:
    """What is measured, against the demo office's sign-ins. Filing comes last: it changes what the others read."""
    filters = "stage=investigation&sort=-opened"
    listed, case, alone = f"?{filters}&limit=50", case_number, "dashboard_data_one_client"
    return [
        Scene("case_list_json", "GET", f"/api/cases{listed}", "clerk", (0.25, 0.35), alone="case_list_json_one_client"),
        Scene("case_list_html", "GET", f"/cases{listed}", "clerk", clients=4, p95_ms=150),
        Scene("case_page_json", "GET", f"/api/cases/{case}", "clerk", (0.25, 0.35)),
        Scene("case_page_html", "GET", f"/cases/{case}", "clerk", clients=4, p95_ms=150),
        Scene("dashboard_data", "GET", "/api/trends/figures", "leadership", clients=4, alone=alone),
        Scene("file_report", "POST", "/api/reports", "supervisor", (0.25, 0.25), writes=True, per_second=200),
    ]


@dataclass(frozen=True)
class SignedIn:
    """A browser session of the bench."""

    cookie: str
    csrf: str


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def report_parts() -> dict[str, object]:
    """A report with two posts, as the JSON interface takes it; its file travels beside it."""
    post = {"key": "p1", "kind": "own", "url": "https://social.example/p/1", "handle": "someone", "text": POST_TEXT}
    return {
        "summary": "Two posts about a running trial",
        "narrative": "Seen by a colleague, who told me on the same day.",
        "posts": [post, {**post, "key": "p2", "url": "https://social.example/p/2"}],
        "categories": ["not_sure"],
        "declared": True,
    }


def raw_request(scene: Scene, port: int, who: SignedIn) -> bytes:
    """The bytes of one request; an act carries a placeholder that the client replaces by a fresh key."""
    head = [f"{scene.method} {scene.path} HTTP/1.1", f"Host: localhost:{port}", f"Cookie: probity_session={who.cookie}"]
    body = b""
    if scene.writes:
        boundary = "probity-bench-boundary"
        body = _multipart(boundary)
        head += [
            f"X-CSRFToken: {who.csrf}",
            f"Idempotency-Key: {KEY}",
            f"Content-Type: multipart/form-data; boundary={boundary}",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + body


def _multipart(boundary: str) -> bytes:
    report = json.dumps(report_parts()).encode()
    return b"".join(
        [
            f'--{boundary}\r\nContent-Disposition: form-data; name="report"\r\n\r\n'.encode(),
            report,
            f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="capture.png"\r\n'.encode(),
            b"Content-Type: image/png\r\n\r\n",
            PNG,
            f"\r\n--{boundary}--\r\n".encode(),
        ]
    )
