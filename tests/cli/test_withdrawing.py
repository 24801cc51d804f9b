"""``tereze purge``: lists by default, removes only when told to, and leaves the rest alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from archive.cli import main
from archive.model import Actor, Asset
from archive.services import withdrawal
from archive.work import Archive
from tests.factories import take_in


def test_a_purge_lists_first_and_acts_when_told(
    archive: Archive, archivist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEREZE_HOME", str(archive.settings.home))
    ids = [take_in(archive, archivist).asset_id or 0 for _ in range(2)]
    with archive.begin(archivist) as work:
        withdrawal.withdraw(work, ids[:1], "Not ours")
        work.session.get_one(Asset, ids[0]).withdrawn_at = datetime.now(UTC) - timedelta(days=31)
    before = set(archive.storage.originals())
    listed = CliRunner().invoke(main, ["purge"])
    assert listed.exit_code == 0, listed.output
    assert "Not ours" in listed.output
    assert set(archive.storage.originals()) == before
    assert CliRunner().invoke(main, ["purge", "--yes"]).exit_code == 0
    with archive.reading() as work:
        assert [asset.id for asset in work.session.query(Asset)] == ids[1:]
    assert len(set(archive.storage.originals())) == 1
