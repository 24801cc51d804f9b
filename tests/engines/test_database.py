"""SQLite as we open it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, literal, select

from archive.engines import database


def test_case_is_folded_in_every_script(tmp_path: Path) -> None:
    engine = database.open_engine(f"sqlite:///{tmp_path / 'archive.db'}")
    with engine.connect() as connection:
        row = connection.execute(
            select(
                func.lower("ОСПАНОВА Әбіш Kim"),
                literal("Ұлттық Кітапхана").icontains("КІТАП"),
                func.lower(literal(None)),
            )
        ).one()
    engine.dispose()
    assert tuple(row) == ("оспанова әбіш kim", True, None)
