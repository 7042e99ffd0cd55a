"""Twenty kinds of damage to a backup, from a flipped bit to a forger who computes the hashes of files anew."""

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from db.backup import Place
from db.backup_manifest import EVIDENCE_LIST, MANIFEST, LedgerState, Manifest, file_row, write_manifest
from db.dialect.copying import FILE
from db.evidence_folder import FolderStore
from db.evidence_store import EvidenceStore
from tests.harness.keys import loaded_keys

Damage = Callable[["Copy"], None]


@dataclass
class Copy:
    """A copy of one backup and of its evidence, to be damaged. `forged` says that the hashes are computed anew."""

    folder: Path
    store: EvidenceStore

    @property
    def is_sqlite(self) -> bool:
        """Whether its database is one file."""
        return (self.folder / FILE).is_file()

    @property
    def database(self) -> Path:
        """The file that holds the ledger."""
        return self.folder / (FILE if self.is_sqlite else "ledger_change.copy")

    def evidence(self, place: int = 0) -> Path:
        """One of the files of evidence."""
        sha256 = sorted((self.folder / EVIDENCE_LIST).read_text().split())[place]
        return self.folder.parent / "evidence" / sha256[:2] / sha256

    def sign_anew(self, **changed: Any) -> None:
        """What a forger does: every size and hash in the manifest fits the files again."""
        manifest = msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=Manifest)
        manifest.files = {
            name: file_row(self.folder / name) for name in manifest.files if (self.folder / name).exists()
        }
        for name, value in changed.items():
            setattr(manifest, name, value)
        write_manifest(self.folder, manifest)

    def edit(self, table: str, statement: str, change: Callable[[list[list[str]], list[str]], list[list[str]]]) -> None:
        """Change rows behind the ledger: a statement on SQLite, its triggers put back; lines elsewhere."""
        if self.is_sqlite:
            with closing(sqlite3.connect(self.folder / FILE, isolation_level=None)) as connection:
                triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
                for name, _sql in triggers:
                    connection.execute(f'DROP TRIGGER "{name}"')
                connection.execute(statement)
                for _name, sql in triggers:
                    connection.execute(sql)
        else:
            path = self.folder / f"{table}.copy"
            head, *rows = path.read_text().splitlines()
            kept = change([row.split("\t") for row in rows], head.split(","))
            path.write_text("\n".join([head, *("\t".join(row) for row in kept)]) + "\n")
        self.sign_anew()


@dataclass(frozen=True)
class Spoiled:
    """One kind of damage."""

    name: str
    damage: Damage
    lose_key: bool = False

    @contextmanager
    def done_to(self, folder: Path, place: Place) -> Iterator[tuple[Path, EvidenceStore]]:
        """A damaged copy of the backup, and the store that opens its evidence."""
        with tempfile.TemporaryDirectory() as name:
            copied = Path(name) / folder.name
            shutil.copytree(folder, copied)
            shutil.copytree(place.folder / "evidence", Path(name) / "evidence")
            keys = loaded_keys(Path(name) if self.lose_key else place.folder.parent)
            copy = Copy(copied, FolderStore(Path(name) / "evidence", keys))
            self.damage(copy)
            yield copied, copy.store


def _flip(path: Path, place: float) -> None:
    held = bytearray(path.read_bytes())
    held[min(len(held) - 1, int(len(held) * place))] ^= 1
    path.write_bytes(held)


def _cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:-size])


def _without_last(rows: list[list[str]], _head: list[str]) -> list[list[str]]:
    return rows[:-1]


def _set(column: str, value: str | Callable[[str], str]) -> Callable[[list[list[str]], list[str]], list[list[str]]]:
    def change(rows: list[list[str]], head: list[str]) -> list[list[str]]:
        where = head.index(column)
        rows[0][where] = value if isinstance(value, str) else value(rows[0][where])
        return rows

    return change


def _last_of(table: str) -> str:
    return f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})"


def _first_of(table: str, column: str, value: str) -> str:
    return f"UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})"


def _unguarded(copy: Copy) -> None:
    """A trigger is left out of the file; PostgreSQL's come from the migrations, so there a table is left out."""
    if copy.is_sqlite:
        with closing(sqlite3.connect(copy.folder / FILE)) as connection:
            connection.execute('DROP TRIGGER "vote_UPDATE_needs_entry"')
            connection.commit()
    else:
        (copy.folder / "incident.copy").unlink()
    copy.sign_anew()


def _counts(copy: Copy) -> None:
    manifest = msgspec.json.decode((copy.folder / MANIFEST).read_bytes(), type=Manifest)
    copy.sign_anew(tables={**manifest.tables, "post": manifest.tables["post"] + 1})


def _another_day(copy: Copy) -> None:
    """The manifest of another day, when the ledger stood elsewhere."""
    copy.sign_anew(ledger=LedgerState(1, "0" * 64, "0" * 64))


def _swap(copy: Copy) -> None:
    first, second = copy.evidence(0), copy.evidence(1)
    held = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(held)


def _plain_instead(copy: Copy) -> None:
    copy.evidence(0).write_bytes(hashlib.sha256(b"other").digest() * 10)


def _stray(copy: Copy) -> None:
    (copy.folder / "more.copy").write_text("id\n")


SPOILED: tuple[Spoiled, ...] = (
    Spoiled("a bit at the start of the database", lambda copy: _flip(copy.database, 0.0)),
    Spoiled("a bit in the middle of the database", lambda copy: _flip(copy.database, 0.5)),
    Spoiled("a bit at the end of the database", lambda copy: _flip(copy.database, 1.0)),
    Spoiled("a database cut short", lambda copy: _cut(copy.database, 100)),
    Spoiled("no database", lambda copy: copy.database.unlink()),
    Spoiled("no manifest", lambda copy: (copy.folder / MANIFEST).unlink()),
    Spoiled("a bit of the manifest", lambda copy: _flip(copy.folder / MANIFEST, 0.4)),
    Spoiled("a forged count", _counts),
    Spoiled("a forged ledger state", _another_day),
    Spoiled("a forged schema", lambda copy: copy.sign_anew(revision="0001")),
    Spoiled("a file that does not belong", _stray),
    Spoiled("a bit of evidence", lambda copy: _flip(copy.evidence(), 0.7)),
    Spoiled("evidence cut short", lambda copy: _cut(copy.evidence(), 5)),
    Spoiled("no evidence", lambda copy: copy.evidence().unlink()),
    Spoiled("evidence exchanged", _swap),
    Spoiled("other evidence, not sealed", _plain_instead),
    Spoiled("without the key", lambda _copy: None, lose_key=True),
    Spoiled("a row left out, hashes forged", lambda copy: copy.edit("post", _last_of("post"), _without_last)),
    Spoiled(
        "a payload edited, hashes forged",
        lambda copy: copy.edit(
            "ledger_change",
            _first_of("ledger_change", "payload", "replace(payload, '\"', '\"\"')"),
            _set("payload", lambda text: re.sub("[a-z]", "q", text, count=1)),
        ),
    ),
    Spoiled(
        "an entry's author edited, hashes forged",
        lambda copy: copy.edit(
            "ledger_entry",
            _first_of("ledger_entry", "header", "replace(header, 'system', 'account')"),
            _set("header", lambda text: text.replace("actor", "Actor", 1)),
        ),
    ),
    Spoiled(
        "a commitment edited, hashes forged",
        lambda copy: copy.edit(
            "ledger_entry", _first_of("ledger_entry", "commitment", f"'{'0' * 64}'"), _set("commitment", "0" * 64)
        ),
    ),
    Spoiled("a protection left out, hashes forged", _unguarded),
)
FORGED = tuple(
    one for one in SPOILED if "commitment" in one.name or "payload" in one.name or one.name == "a forged count"
)
