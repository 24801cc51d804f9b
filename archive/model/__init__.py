"""The records of the archive, and the rules on their own state. Nothing here does I/O of its own."""

from archive.model.account import Account, Actor, EndedSession, Role, Token
from archive.model.asset import Accession, Asset, Depiction, Keyword, Original, Rendition, Status, visible_statuses
from archive.model.authority import Event, NameKind, NameVariant, Person
from archive.model.base import Base
from archive.model.journal import DeliveryEntry, HistoryEntry, IndexQueue, Subject
from archive.model.saved import SavedSearch

__all__ = [
    "Accession",
    "Account",
    "Actor",
    "Asset",
    "Base",
    "DeliveryEntry",
    "Depiction",
    "EndedSession",
    "Event",
    "HistoryEntry",
    "IndexQueue",
    "Keyword",
    "NameKind",
    "NameVariant",
    "Original",
    "Person",
    "Rendition",
    "Role",
    "SavedSearch",
    "Status",
    "Subject",
    "Token",
    "visible_statuses",
]
