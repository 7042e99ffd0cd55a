"""How seldom a serving process looks for garbage: a filing makes some twenty thousand objects, nearly all without
cycles, and Python's own thresholds walk over the whole program for them several times a second."""

import gc

THRESHOLDS = (50_000, 20, 100)
"""New objects before the young are looked through; lookings before the middle-aged are, and then the old."""


def collect_seldom() -> None:
    """Call once a process, when all is made and before it serves: what is there now is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
