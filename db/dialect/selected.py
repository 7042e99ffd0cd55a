"""`column IN (SELECT ...)` in a form that an index serves even below an OR and behind row-level security."""

from typing import Any

from sqlalchemy import Boolean, ScalarSelect, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class among(FunctionElement[bool]):  # noqa: N801  reads as a part of a statement
    """Whether a column's value is among those that a query finds, which must not depend on the row.

    PostgreSQL takes a sub-query for something that could betray hidden rows, and so asks it only after the policies,
    of every row of the table; an array that is worked out once it takes for a constant, and goes by the index.
    """

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Any, query: Select[Any] | ScalarSelect[Any]) -> None:
        super().__init__(column, query if isinstance(query, ScalarSelect) else query.scalar_subquery())

    def self_group(self, against: Any = None) -> Any:
        """Itself: compared with 1, as SQLAlchemy would have it for SQLite, it would be out of the index's reach."""
        return self


@compiles(among)
def _in_query(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, query = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN {query}"


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, query = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} = ANY (ARRAY{query})"
