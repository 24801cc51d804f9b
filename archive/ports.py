"""The seams: what the archive asks of its storage and of its search engine. Read this for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from archive.query.document import Document
from archive.query.query import FacetValue, Hits, Query


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes that have arrived and are on disk, but are nobody's yet."""

    path: Path
    sha256: str
    size: int


class Part(Protocol):
    """A file that arrives in pieces, held by one request alone."""

    @property
    def size(self) -> int:
        """How many bytes there are."""

    def cut(self, size: int) -> None:
        """Forget what is behind that many bytes."""

    def append(self, data: bytes) -> None:
        """Add bytes. Raises StorageFull, StorageUnavailable."""

    def sync(self) -> None:
        """Make durable what was added. Raises StorageFull, StorageUnavailable."""


class Storage(Protocol):
    """Keeps originals (write-once) and renditions (rebuildable), each addressed by the original's SHA-256."""

    def receiving(self) -> AbstractContextManager[None]:
        """Hold this round ``stage`` ... commit, so that clean-up leaves work in progress alone."""

    def stage(self, stream: BinaryIO, *, limit: int) -> Staged:
        """Write a stream to the landing place, hashing as it comes; at most ``limit`` bytes.

        Raises Invalid where there is more, StorageFull where the disk has no room, StorageUnavailable where it refuses.
        """

    def require_room(self, size: int) -> None:
        """Raise StorageFull unless that many bytes more may be taken in."""

    def part(self, name: str) -> AbstractContextManager[Part]:
        """What has arrived of a file that comes in pieces, to go on with; made where it is missing.

        Raises Busy where somebody else has it, in whichever process.
        """

    def part_size(self, name: str) -> int:
        """How many bytes of it there are; zero where it is missing."""

    def adopt(self, name: str) -> Staged:
        """Stage what has arrived as it lies on the disk, hashed anew; it stays until it is dropped."""

    def drop_part(self, name: str) -> None:
        """Forget what has arrived of a file (what was kept stays)."""

    def parts(self) -> Iterator[str]:
        """Every file of which something has arrived."""

    def scratch(self) -> AbstractContextManager[Path]:
        """An empty folder beside the renditions, gone afterwards."""

    def keep(self, staged: Staged, extension: str) -> None:
        """Make staged bytes an original: durable, never overwriting; the same bytes twice are one."""

    def remove_original(self, sha256: str) -> None:
        """Remove an original and its renditions for good. The purge's alone."""

    def keep_rendition(self, sha256: str, spec: str, source: Path) -> None:
        """Move a finished rendition to its place."""

    def discard(self, staged: Staged) -> None:
        """Remove staged bytes from the landing place (what was kept stays)."""

    def original(self, sha256: str, extension: str) -> Path:
        """Where an original lies; NotFound where it does not."""

    def rendition(self, sha256: str, spec: str) -> Path:
        """Where a rendition lies; NotFound where it does not (make it anew)."""

    def originals(self) -> Iterator[tuple[str, Path]]:
        """Every original there is, by digest."""

    def renditions(self) -> Iterator[tuple[str, str, Path]]:
        """Every rendition there is: digest, spec, path."""

    def clearing(self) -> AbstractContextManager[dict[str, list[Path]] | None]:
        """What interrupted receipts left behind, by digest; None while anybody is receiving."""

    def forget_unacknowledged(self, sha256: str) -> None:
        """Remove the files that a receipt brought which was never committed. Only while ``clearing``.

        An original that was there before it stays, whatever the database says.
        """


class DocumentPart(Protocol):
    """Some of the archive's documents, read when it is gone through. Can be pickled: another process reads it."""

    @property
    def name(self) -> str:
        """The same for the same part at any time, so that one that is done need not be done again."""

    def __iter__(self) -> Iterator[Document]:
        """Read the documents as they are now."""


@runtime_checkable
class PartedDocuments(Protocol):
    """All of the archive's documents, in parts that can be read at once."""

    def parts(self) -> Sequence[DocumentPart]:
        """The parts."""

    def __iter__(self) -> Iterator[Document]:
        """All documents, as one stream."""


class SearchEngine(Protocol):
    """Finds photos. The index is disposable: the database is the truth, ``rebuild`` restores all."""

    def find(self, query: Query) -> Hits:
        """Answer a query. Safe from any thread. Raises IndexUnavailable."""

    def values(self, facet: str, statuses: frozenset[str], beginning: str, limit: int) -> Sequence[FacetValue]:
        """Values of a facet of which a word begins so (folded), with how many visible photos have them; most first.

        Values that no visible photo has are not told.
        """

    def counts(self, facet: str, statuses: frozenset[str], values: Collection[str]) -> Mapping[str, int]:
        """How many visible photos have each of these values; those that have none are left out."""

    def similar_words(self, word: str, limit: int) -> Sequence[str]:
        """Words of the index that a word may be a slip for (one edit, two in long ones), likeliest first.

        Of all photos, so whoever tells them checks first that the asker may see one.
        """

    def write(self, put: Sequence[Document], drop: Sequence[int]) -> None:
        """Replace and remove documents in one durable step; repeatable. One writer at a time.

        Raises IndexUnavailable where another process writes, or the index cannot be written.
        """

    def writing(self) -> AbstractContextManager[bool]:
        """Try to be the one writer; yields whether we are. ``write`` and ``rebuild`` need it."""

    def rebuild(self, documents: Iterable[Document], mark: int = 0) -> int:
        """Build a new index beside the living one, then swap. Readers keep the old one until then.

        ``mark`` is a point in the history of changes before which everything is in ``documents``. Gives the mark
        back; that of an earlier attempt where this one went on with it (it needs ``PartedDocuments``): what was
        changed since is to be written once more.
        """

    def tidy(self) -> bool:
        """Work that makes searches quicker and may take seconds, one piece of it; False where none is left."""

    def versions(self) -> Mapping[int, int]:
        """Document id to the version that it was made from, for the consistency check."""

    def needs_rebuild(self) -> bool:
        """True where there is no usable index, one of another schema or analyzer, or a rebuild to be gone on with."""
