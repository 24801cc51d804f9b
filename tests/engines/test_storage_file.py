"""What the file storage promises: write-once, nothing outside its root, interrupted receipts leave a trace."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from archive.engines.storage_file import FileStorage
from archive.errors import Invalid, NotFound

CONTENT = b"the bytes as they were received"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def storage(tmp_path: Path) -> FileStorage:
    return FileStorage(tmp_path / "uploads")


def kept(storage: FileStorage, content: bytes = CONTENT) -> Path:
    staged = storage.stage(io.BytesIO(content), limit=1000)
    storage.keep(staged, "jpg")
    storage.discard(staged)
    return storage.original(staged.sha256, "jpg")


def test_staged_bytes_are_hashed_and_counted(storage: FileStorage) -> None:
    staged = storage.stage(io.BytesIO(CONTENT), limit=1000)
    assert (staged.sha256, staged.size) == (SHA256, len(CONTENT))
    assert staged.path.read_bytes() == CONTENT


def test_an_original_is_the_bytes_received_and_read_only(storage: FileStorage) -> None:
    path = kept(storage)
    assert path.read_bytes() == CONTENT
    assert path.stat().st_mode & 0o222 == 0


def test_the_same_bytes_twice_are_one_original(storage: FileStorage) -> None:
    first = kept(storage)
    before = first.stat().st_ino
    assert kept(storage).stat().st_ino == before
    assert [sha256 for sha256, _ in storage.originals()] == [SHA256]


def test_a_stream_over_the_limit_is_refused_and_leaves_nothing(storage: FileStorage) -> None:
    with pytest.raises(Invalid, match="larger than"):
        storage.stage(io.BytesIO(b"x" * 1001), limit=1000)
    assert list((storage.root / "incoming").iterdir()) == []


@pytest.mark.parametrize("digest", ["../../etc/passwd", "ab", SHA256.upper(), f"{SHA256}/..", "", "\0" * 64])
def test_no_digest_leads_out_of_the_root(storage: FileStorage, digest: str) -> None:
    with pytest.raises(NotFound):
        storage.original(digest, "jpg")


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "x" * 50, "thumb.jpg"])
def test_no_extension_or_spec_leads_out_of_the_root(storage: FileStorage, name: str) -> None:
    kept(storage)
    with pytest.raises(NotFound):
        storage.original(SHA256, name)
    with pytest.raises(NotFound):
        storage.rendition(SHA256, name)


def test_a_rendition_takes_its_place_and_can_be_replaced(storage: FileStorage) -> None:
    for content in (b"first", b"second"):
        with storage.scratch() as folder:
            (folder / "made.jpg").write_bytes(content)
            storage.keep_rendition(SHA256, "thumb", folder / "made.jpg")
        assert storage.rendition(SHA256, "thumb").read_bytes() == content
    assert [(digest, spec) for digest, spec, _ in storage.renditions()] == [(SHA256, "thumb")]


def test_an_interrupted_receipt_is_told_and_can_be_forgotten(storage: FileStorage) -> None:
    staged = storage.stage(io.BytesIO(CONTENT), limit=1000)
    storage.keep(staged, "jpg")  # and then the process was killed
    with storage.clearing() as left:
        assert left == {SHA256: [staged.path]}
        storage.forget_unacknowledged(SHA256)
    with pytest.raises(NotFound):
        storage.original(SHA256, "jpg")


def test_forgetting_a_receipt_leaves_the_original_of_an_earlier_one(storage: FileStorage) -> None:
    before = kept(storage)
    staged = storage.stage(io.BytesIO(CONTENT), limit=1000)
    storage.keep(staged, "jpg")  # the same bytes again, and then the process was killed
    with storage.clearing() as left:
        assert left == {SHA256: [staged.path]}
        storage.forget_unacknowledged(SHA256)
    assert before.read_bytes() == CONTENT


def test_nothing_is_cleared_while_somebody_receives(storage: FileStorage) -> None:
    other = FileStorage(storage.root)
    with storage.receiving():
        storage.stage(io.BytesIO(CONTENT), limit=1000)
        with other.clearing() as left:
            assert left is None
    with other.clearing() as left:
        assert left is not None
        assert list(left) == [SHA256]


def test_half_written_arrivals_are_swept(storage: FileStorage) -> None:
    (storage.root / "incoming" / "0123.part").write_bytes(b"half")
    with storage.scratch() as folder:
        pass
    (storage.root / "incoming" / "dead.scratch").mkdir()
    with storage.clearing() as left:
        assert left == {}
    assert not folder.exists()
    assert list((storage.root / "incoming").iterdir()) == []
