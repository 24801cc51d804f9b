"""Searches that somebody keeps under a name: each has their own, nobody sees another's."""

from __future__ import annotations

from sqlalchemy import func, select

from archive.errors import Invalid, NotFound
from archive.model import Role, SavedSearch
from archive.services import records
from archive.text import Message
from archive.work import Work

MOST = 100
"""Of one account."""
LONGEST_NAME = 100
LONGEST_QUERY = 8_000


def save(work: Work, name: str, query: str) -> SavedSearch:
    """Keep a search: the query string of its address. The same name again replaces it.

    Raises NotSignedIn or Denied for visitors, Invalid naming the field.
    """
    account = _account(work)
    name = " ".join(records.clean_text(name, "name", LONGEST_NAME).split())
    if not name:
        raise Invalid(Message("Give the search a name."), field="name")
    if not query or len(query) > LONGEST_QUERY:
        raise Invalid(Message("There is no search to save, or one too long."), field="query")
    kept = work.session.scalar(select(SavedSearch).where(SavedSearch.account_id == account, SavedSearch.name == name))
    if kept is None:
        if _count(work, account) >= MOST:
            raise Invalid(Message("%(most)s searches are the most; forget one first.", most=MOST), field="name")
        kept = SavedSearch(account_id=account, name=name)
        work.session.add(kept)
    kept.query, kept.created_at = query, work.now
    work.session.flush()
    return kept


def mine(work: Work) -> list[SavedSearch]:
    """The actor's own, by name. Raises NotSignedIn or Denied for visitors."""
    query = select(SavedSearch).where(SavedSearch.account_id == _account(work))
    return list(work.session.scalars(query.order_by(func.lower(SavedSearch.name), SavedSearch.id)))


def forget(work: Work, saved_id: int) -> None:
    """Keep one no longer. Raises NotSignedIn or Denied for visitors, NotFound, also where it is another's."""
    account = _account(work)
    kept = work.session.get(SavedSearch, saved_id)
    if kept is None or kept.account_id != account:
        raise NotFound(Message("There is no such saved search."))
    work.session.delete(kept)


def _account(work: Work) -> int:
    """Whose searches these are."""
    work.require(Role.JOURNALIST)
    if work.actor.account_id is None:
        raise NotFound(Message("Only somebody who signs in keeps searches."))
    return work.actor.account_id


def _count(work: Work, account: int) -> int:
    query = select(func.count()).select_from(SavedSearch).where(SavedSearch.account_id == account)
    return work.session.scalar(query) or 0
