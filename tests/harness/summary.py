"""The table at the end of a run, and what it refuses: a skip, an expected failure, a folder that differs."""

import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

KINDS = ("sqlite", "postgresql")
BROWSER = frozenset({"pages", "journeys"})  # in a real browser on SQLite, the journeys and walls on PostgreSQL too


@dataclass
class Summary:
    """Counts what ran, by folder and by database; a test without a database is counted as such, never twice."""

    is_whole: bool
    started: float = field(default_factory=time.monotonic)
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: list[str] = field(default_factory=list)
    expected_to_fail: list[str] = field(default_factory=list)

    def add(self, report: pytest.TestReport) -> None:
        """Take up one phase of one test."""
        if hasattr(report, "wasxfail"):
            self.expected_to_fail.append(report.nodeid)
        elif report.skipped:
            self.skipped.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed[folder_of(report.nodeid), database_of(report.nodeid)] += 1

    def refusals(self) -> list[str]:
        """Why this run is not good although no test failed."""
        found = [f"skipped: {name}" for name in self.skipped]
        found += [f"expected to fail: {name}" for name in self.expected_to_fail]
        if self.is_whole:
            for folder in sorted({name for name, _ in self.passed} - BROWSER):
                counts = [self.passed[folder, kind] for kind in KINDS]
                if counts[0] != counts[1]:
                    found.append(f"tests/{folder}: {counts[0]} passed on SQLite, {counts[1]} on PostgreSQL")
        return found

    def lines(self) -> list[str]:
        """The table, one line a folder."""
        rows = [f"{'folder':<14}{'SQLite':>8}{'PostgreSQL':>12}{'no database':>13}"]
        for folder in sorted({name for name, _ in self.passed}):
            one, two, none = (self.passed[folder, kind] for kind in (*KINDS, "none"))
            rows.append(f"{folder:<14}{one:>8}{two:>12}{none:>13}")
        one, two, none = (sum(n for (_, at), n in self.passed.items() if at == kind) for kind in (*KINDS, "none"))
        rows.append(f"{'all':<14}{one:>8}{two:>12}{none:>13}")
        minutes = (time.monotonic() - self.started) / 60
        rows.append(
            f"{len(self.skipped)} skipped, {len(self.expected_to_fail)} expected failures, {minutes:.1f} minutes"
        )
        return rows


def folder_of(nodeid: str) -> str:
    """The folder of tests/ that a test lives in."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "."


def database_of(nodeid: str) -> str:
    """The database a test ran on, read from its parameters; `none` when it uses none."""
    parameters = nodeid.rpartition("[")[2].rstrip("]").split("-") if nodeid.endswith("]") else []
    return next((kind for kind in KINDS if kind in parameters), "none")


class SummaryPlugin:
    """Feeds a Summary from pytest's reports; lives in the controlling process only."""

    def __init__(self, config: pytest.Config) -> None:
        self.summary = Summary(is_whole=bool(config.getoption("--table")))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.summary.add(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and self.summary.refusals():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        refusals = self.summary.refusals()
        if self.summary.is_whole or refusals:
            terminalreporter.section("what ran")
            for line in [*self.summary.lines(), *refusals]:
                terminalreporter.write_line(line)
