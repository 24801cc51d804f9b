"""The records of the archive, and the rules on their own state. Nothing here does I/O of its own."""

from archive.model.accession import Accession, AccessionItem, Outcome, WatchedFile
from archive.model.account import Account, Actor, EndedSession, Role, Token
from archive.model.asset import (
    Asset,
    Depiction,
    FileRole,
    Keyword,
    Original,
    Rendition,
    Status,
    reachable_statuses,
    visible_statuses,
)
from archive.model.authority import Event, NameKind, NameVariant, Person
from archive.model.base import Base
from archive.model.journal import DeliveryEntry, HistoryEntry, IndexQueue, Subject
from archive.model.likeness import Merge, Resemblance, ResemblanceState, Signature
from archive.model.saved import SavedSearch
from archive.model.upload import Upload

__all__ = [
    "Accession",
    "AccessionItem",
    "Account",
    "Actor",
    "Asset",
    "Base",
    "DeliveryEntry",
    "Depiction",
    "EndedSession",
    "Event",
    "FileRole",
    "HistoryEntry",
    "IndexQueue",
    "Keyword",
    "Merge",
    "NameKind",
    "NameVariant",
    "Original",
    "Outcome",
    "Person",
    "Rendition",
    "Resemblance",
    "ResemblanceState",
    "Role",
    "SavedSearch",
    "Signature",
    "Status",
    "Subject",
    "Token",
    "Upload",
    "WatchedFile",
    "reachable_statuses",
    "visible_statuses",
]
