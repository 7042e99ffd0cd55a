"""Categories and sub-types of conduct (taxonomy.toml). "Not sure" and "other" are answers; triage classifies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOT_SURE: Final = "not_sure"
OTHER: Final = "other"
SEVERITY_LABELS: Final = {1: "Coaching", 2: "Minor", 3: "Serious", 4: "Grave"}
"""Triage only: never shown to reporter, respondent or panel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtype:
    """One sub-type. `standards` name rows of guidance.toml that usually apply (licence track)."""

    code: str
    label: str
    category: str
    rules: tuple[str, ...]
    severity: int
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category with the plain question that a filer reads."""

    code: str
    label: str
    ask: str
    subtypes: tuple[Subtype, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """taxonomy.toml, validated: codes of sub-types are unique across categories."""

    categories: tuple[Category, ...]

    @property
    def subtypes(self) -> tuple[Subtype, ...]:
        """Every sub-type, in the file's order."""
        return tuple(subtype for category in self.categories for subtype in category.subtypes)

    def category(self, code: str) -> Category:
        """The category with this code. Raises KeyError."""
        for one in self.categories:
            if one.code == code:
                return one
        raise KeyError(code)

    def subtype(self, code: str) -> Subtype:
        """The sub-type with this code. Raises KeyError."""
        for one in self.subtypes:
            if one.code == code:
                return one
        raise KeyError(code)
