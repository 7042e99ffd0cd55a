"""What a program can read of deciders, questions and decisions."""

from typing import Any

READS: list[Any] = []
