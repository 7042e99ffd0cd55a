"""Evidence of a report: what its filer sent, what intake captured, and why some is missing."""

from datetime import datetime, timedelta

from db import models
from db.demo.cast import Someone
from db.demo.files import PICTURES, SampleFile
from db.demo.filing import Filed
from db.demo.sheet import Row

_TOOLS = {
    "web_archive": "Browsertrix 1.11",
    "screenshot": "Firefox, full page",
    "third_party_screenshot": "Telephone",
    "device_photo": "Telephone",
    "api_export": "Platform export",
    "self_download": "Download by the account's owner",
    "subpoena_return": "Return of the provider",
    "document": "Scanner",
}
_EXPORTS = frozenset({"api_export", "self_download", "subpoena_return", "document", "web_archive"})
_SHOWS = {
    "screenshot": "The post as it was shown, with date and account",
    "third_party_screenshot": "Screenshot that a colleague took",
    "device_photo": "Photo of a telephone that shows the post",
    "web_archive": "Capture of the page with its comments",
    "api_export": "Export of the account's public activity",
    "self_download": "The account's own download",
    "subpoena_return": "The provider's return",
    "document": "Paper handed in with the report",
}


def pick_file(report: "Gathering", kind: str) -> SampleFile:
    """A file that fits the kind and is not in the report yet: the same bytes never come twice in one matter."""
    files = report.world.files
    used = {row["sha256"] for row in report.evidence}
    pool = files[PICTURES:] if kind in _EXPORTS else files[:PICTURES]
    free = [one for one in pool if one.sha256 not in used] or [one for one in files if one.sha256 not in used]
    return report.random.choice(free)


class Gathering(Filed):
    """The verbs of evidence."""

    def first_evidence(self) -> None:
        """What came with the report."""
        for place, (plan, post) in enumerate(zip(self.filing.posts, self.posts, strict=True), 1):
            if plan.evidence and (place == 1 or self.random.random() < 0.7):
                capture = self.at - timedelta(minutes=self.random.randint(20, 2000))
                self.add_evidence(plan.evidence, by=self.filer, post=post, captured=min(capture, self.at))
        if self.evidence and len(self.evidence) >= len(self.posts):
            self.meet("preserve_evidence")

    def add_evidence(
        self,
        kind: str,
        *,
        by: Someone,
        post: Row | None = None,
        captured: datetime | None = None,
        captured_by: str = "",
        description: str = "",
        case_id: object = None,
    ) -> Row:
        """A file with the first links of its chain of custody."""
        file = pick_file(self, kind)
        posted = post["posted_from_at"] if post else None
        started = max(captured or self.at, posted) if posted else captured or self.at
        row = self.sheet.add(
            models.Evidence,
            incident_id=self.row["id"],
            case_id=case_id,
            post_id=post["id"] if post else None,
            kind=kind,
            description=description or f"{_SHOWS.get(kind, 'Evidence')}.",
            captured_by=captured_by or by.name,
            tool=_TOOLS.get(kind, ""),
            capture_started_at=started,
            capture_ended_at=min(started + timedelta(seconds=self.random.randint(5, 240)), self.at),
            viewing_account="Not signed in" if kind in {"web_archive", "screenshot"} else "",
            file_name=f"capture-{len(self.evidence) + 1}.{file.ending}",
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            added_by_id=by.account_id,
            added_at=self.at,
        )
        row["capture_started_at"] = min(row["capture_started_at"], row["capture_ended_at"])
        self.evidence.append(row)
        self._start_custody(row, by)
        return row

    def _start_custody(self, row: Row, by: Someone) -> None:
        links = (("received", by.name, "Uploaded"), ("hashed", "Probity", f"SHA-256 {row['sha256']}"))
        for place, (link, who, note) in enumerate(links):
            at = self.at + timedelta(microseconds=place)
            self.sheet.add(models.CustodyEvent, evidence_id=row["id"], kind=link, by=who, at=at, note=note)

    def preserve(self) -> None:
        """Intake captures what the filer did not, while it is still there."""
        if not self.running("preserve_evidence"):
            return
        covered = {row["post_id"] for row in self.evidence}
        for plan, post in zip(self.filing.posts, self.posts, strict=True):
            if post["id"] not in covered and plan.visible == "yes" and plan.removed_hours is None and plan.evidence:
                self.add_evidence("web_archive", by=self.intake, post=post)
                self.event("evidence:added", self.intake, "Web archive.")
        if self.evidence:
            self.meet("preserve_evidence")

    def no_evidence_left(self) -> None:
        """Explain why nothing was preserved, where nothing could be."""
        if self.evidence:
            return
        self.sheet.add(
            models.EvidenceAbsence, incident_id=self.row["id"], reason=(
                "The content was gone before anybody could capture it, or there is no post; intake asked the reporter "
                "and looked for archived copies."
            ), by_id=self.intake.account_id, at=self.at,
        )  # fmt: skip
        self.event("evidence:absence_explained", self.intake)
        self.end("There is nothing to preserve.", "preserve_evidence")
