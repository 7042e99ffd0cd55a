"""What a program can read of sanctions and appeals."""

from typing import Any

READS: list[Any] = []
