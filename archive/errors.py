"""Everything that can go wrong on purpose, and nothing about HTTP or exit codes.

::

    ArchiveError
    ├── NotFound              no such record, or none that this person may see
    │   └── Gone              it was there, and is no longer kept
    ├── Invalid               what was sent cannot be used; ``field`` names the culprit
    │   ├── UnsupportedMedia  a file that cannot become a photo; ``reason`` says why
    │   ├── TooLarge          more bytes than the archive, or this account, may take in
    │   └── ChecksumMismatch  the bytes that arrived are not those that were sent
    ├── Denied                known to us, but not allowed
    │   └── NotSignedIn       nobody is signed in
    ├── Conflict              true a moment ago, no longer
    │   ├── StaleEdit         somebody else changed the record since it was read
    │   ├── NameTaken         that name is in use
    │   └── Busy              somebody is at it just now
    └── EngineError           a part that we lean on failed: storage, index, decoder
        ├── StorageUnavailable
        │   └── StorageFull   no room for more files; what is there is safe
        └── IndexUnavailable

The message of each is a sentence that a user can act on.
"""

from __future__ import annotations


class ArchiveError(Exception):
    """The root of the family. ``message`` is fit to be shown; a ``text.Message`` can be translated as well."""

    @property
    def message(self) -> str:
        """The sentence, as whatever it was given."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class NotFound(ArchiveError):
    """No such record, or none that this person may see: the two look alike on purpose."""


class Gone(NotFound):
    """It was there, and is no longer kept."""


class Invalid(ArchiveError):
    """What was sent cannot be used."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class UnsupportedMedia(Invalid):
    """A file that cannot become a photo. ``code`` is stable, the message is for people."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message, field="file")
        self.code = code


class TooLarge(Invalid):
    """More bytes than the archive, or this account, may take in."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class ChecksumMismatch(Invalid):
    """The bytes that arrived are not those that were sent: send them again."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class Denied(ArchiveError):
    """The person is known, the act is not theirs to do."""


class NotSignedIn(Denied):
    """Nobody is signed in, and the act needs somebody."""


class Conflict(ArchiveError):
    """What the request took for granted is no longer so."""


class StaleEdit(Conflict):
    """Somebody else changed records since they were read; nothing was written."""

    def __init__(self, message: str, *, ids: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.ids = ids


class NameTaken(Conflict):
    """That name is in use."""


class Busy(Conflict):
    """Somebody is at it just now: try again in a moment."""


class EngineError(ArchiveError):
    """A part that we lean on failed."""


class StorageUnavailable(EngineError):
    """The files cannot be read or written just now."""


class StorageFull(StorageUnavailable):
    """There is no room for more files. What is there is safe."""


class IndexUnavailable(EngineError):
    """The search index cannot be read or written just now."""
