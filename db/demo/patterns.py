"""The patterns of scenarios.md, each a story of its own."""

from db.demo import patterns_cleared, patterns_divided, patterns_employer, patterns_licence, patterns_reports
from db.demo.world import World

PLANNED = (
    *patterns_licence.PLANNED,
    *patterns_divided.PLANNED,
    *patterns_employer.PLANNED,
    *patterns_reports.PLANNED,
    *patterns_cleared.PLANNED,
)


def tell_patterns(world: World, block: int) -> None:
    """Every pattern once; in larger offices once a block, but for what only happens to the office itself."""
    for pattern in PLANNED:
        if block and pattern in _ONCE:
            continue
        pattern(world, block)


_ONCE = (patterns_divided.channel, patterns_reports.fake_page, patterns_reports.destroyed)
