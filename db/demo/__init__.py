"""The demonstration office: invented people, reports, cases and decisions, a function of a seed and an as-of date.

Stories (`patterns`, `routine`, `staged`) are told with the verbs of `report.Report` and `story.Story`. A verb writes
rows into a `sheet.Sheet` and moves the story's own clock; a story that reaches the as-of date stops there and leaves
its matter open. `generate` writes the sheets through the ledger. Which rows mean which fact: `db/case_facts.py`.
"""

from collections.abc import Callable
from datetime import date

from db.clock import SystemClock
from db.demo.files import sample_files, store_files
from db.demo.generate import Made, write_demo, write_many
from db.demo.office import PASSWORD as DEMO_PASSWORD
from db.evidence_store import EvidenceStore
from db.session import Sessions

__all__ = ["DEMO_PASSWORD", "Made", "generate", "write_demo", "write_many"]


def generate(
    sessions: Sessions, *, cases: int, evidence: EvidenceStore, seed: int = 1, as_of: date | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Made:  # fmt: skip
    """At least so many cases in a migrated, empty database, as of a day (none given: today), with their files."""
    store_files(evidence, sample_files(seed))
    return write_many(sessions, cases=cases, seed=seed, as_of=as_of or SystemClock().now().date(), say=say)
