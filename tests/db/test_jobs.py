"""Background jobs: one that fails neither ends the worker nor is forgotten."""

import pytest
from structlog.testing import capture_logs

from api.background import try_turn
from db.evidence_folder import FolderStore
from db.jobs import SCHEDULES, Means, Schedule, run_due_jobs
from db.session import Sessions
from tests.harness.clock import MovableClock
from tests.harness.keys import loaded_keys


@pytest.fixture
def means(sessions: Sessions, clock: MovableClock, tmp_path_factory: pytest.TempPathFactory) -> Means:
    folder = tmp_path_factory.mktemp("office")
    return Means(sessions, clock, FolderStore(folder / "evidence", loaded_keys(folder)))


def test_a_job_that_fails_is_told_and_tried_again_later_and_the_others_are_done(
    means: Means, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def fail(_means: Means) -> None:
        tries.append(clock.now())
        if len(tries) < 3:
            raise ValueError("a capture that no reader understands")

    planned = SCHEDULES["expire_drafts"]
    monkeypatch.setitem(SCHEDULES, "expire_drafts", Schedule(planned.every, planned.lease, fail))
    with capture_logs() as said:
        assert run_due_jobs(means) == len(SCHEDULES) - 1
        assert run_due_jobs(means) == 0, "it waits before it is tried again"
        clock.advance(minutes=2)
        run_due_jobs(means)
        assert len(tries) == 2
        clock.advance(minutes=2)
        run_due_jobs(means)
        assert len(tries) == 2, "the second pause is twice as long"
        clock.advance(minutes=2)
        run_due_jobs(means)
    assert len(tries) == 3
    failed = [line for line in said if line["event"] == "job failed"]
    assert [(line["job"], line["attempt"]) for line in failed] == [("expire_drafts", 1), ("expire_drafts", 2)]
    assert "no reader understands" in failed[0]["reason"]


def test_a_turn_that_meets_a_lost_disk_is_told_and_does_not_end_the_worker() -> None:
    def lost() -> int:
        raise OSError(5, "Input/output error")

    with capture_logs() as said:
        assert try_turn(lost) == 0
    assert [line["event"] for line in said] == ["background turn failed"]
    with pytest.raises(ZeroDivisionError):  # a defect of ours is not swallowed
        try_turn(lambda: 1 // 0)
