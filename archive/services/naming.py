"""People by their names: the finder kept true to the records, records brought in from another list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from archive.errors import Invalid
from archive.model import HistoryEntry, NameKind, NameVariant, Person, Role, Subject
from archive.names.finder import Match, Named, NameFinder
from archive.names.forms import in_other_script, with_initials
from archive.services import authorities
from archive.services.authorities import Name, PersonDraft
from archive.text import Message
from archive.work import Work

LONGEST_ID = 200
MOST_READ = 500
"""People who are read one by one."""
MOST_CALLED = 100
MOST_LEADS = 20
MOST_SHOWN = 4
_NEWEST = select(func.max(HistoryEntry.__table__.c.id))


def finder(work: Work) -> NameFinder:
    """The finder of all people, as they are recorded now. Shared: only to be asked.

    Every change of a person leaves a line of history, so what is new there is all that is read; everybody anew
    where that is many.
    """
    names = work.names
    with names.reading:
        newest = work.session.scalar(_NEWEST) or 0
        if newest > names.position:
            changed = work.session.scalars(
                select(HistoryEntry.subject_id)
                .where(HistoryEntry.id > names.position, HistoryEntry.subject == Subject.PERSON)
                .distinct()
                .limit(MOST_READ + 1)
            ).all()
            if names.position < 0 or len(changed) > MOST_READ:
                names.finder = NameFinder(_named(work))
            else:
                for person in _named(work, changed) if changed else ():
                    names.finder.put(person)
        names.position = max(names.position, newest)
        return names.finder


def find(work: Work, text: str, limit: int = 10) -> list[tuple[Person, Match]]:
    """People whom a name may mean and whom the actor may see, the likeliest first."""
    matches = finder(work).find(text, 5 * limit)
    seen = authorities.people_by_id(work, [match.id for match in matches])
    return [(seen[match.id], match) for match in matches if match.id in seen][:limit]


def called(work: Work, text: str) -> list[int]:
    """The people whom a name may mean, by id, the likeliest first; whoever shows them asks who may see them."""
    return [match.id for match in finder(work).find(text, MOST_CALLED)]


def complete(work: Work, text: str, limit: int = 10) -> list[Person]:
    """People whom a name that is being typed may become, for pickers; those that the actor may see."""
    names = finder(work)
    ids = list(dict.fromkeys(m.id for m in (*names.complete(text, 5 * limit), *names.find(text, limit))))
    seen = authorities.people_by_id(work, ids)
    return [seen[person_id] for person_id in ids if person_id in seen][:limit]


@dataclass(frozen=True, slots=True)
class Lead:
    """How a name leads to a person: the match, and in which place among others so called."""

    match: Match
    place: int


def lead(work: Work, person: Person, text: str) -> Lead | None:
    """Whether and how a name leads to a person."""
    for place, match in enumerate(finder(work).find(text, MOST_LEADS), 1):
        if match.id == person.id:
            return Lead(match, place)
    return None


def examples(person: Person) -> tuple[str, ...]:
    """Some forms that are recorded nowhere and lead to the person by rule alone, to show what rules do."""
    made = (form for name in person.names[:MOST_SHOWN] for form in (in_other_script(name), with_initials(name)) if form)
    return tuple(dict.fromkeys(form for form in made if form not in person.names))


class Brought(StrEnum):
    """What became of a record that was brought in."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class External:
    """A person as another list has it."""

    id: str
    name: str
    variants: tuple[str, ...] = ()


def bring_in(work: Work, external: External) -> Brought:
    """Make a record of another list's person, or bring ours up to date; forms that we added stay.

    Raises Invalid, naming the field.
    """
    work.require(Role.ARCHIVIST)
    if not external.id.strip() or len(external.id) > LONGEST_ID:
        raise Invalid(Message("The record needs an id of at most %(most)s characters.", most=LONGEST_ID), field="id")
    person = work.session.scalar(select(Person).where(Person.external_id == external.id))
    if person is None:
        draft = PersonDraft(external.name, variants=tuple(map(Name, external.variants)))
        authorities.create_person(work, draft, external_id=external.id)
        return Brought.NEW
    held = [Name(v.name, v.language, NameKind(v.kind)) for v in person.variants]
    known = {name.name for name in held}
    added = [Name(form) for form in external.variants if form not in known]
    if person.name == external.name and not added:
        return Brought.UNCHANGED
    draft = PersonDraft(external.name, person.role, (*held, *added))
    authorities.edit_person(work, person.id, draft)
    return Brought.CHANGED


def external_ids(work: Work) -> Mapping[int, str]:
    """What other lists call people, by our id."""
    rows = work.session.execute(select(Person.id, Person.external_id).where(Person.external_id.is_not(None)))
    return {row.id: row.external_id for row in rows if row.external_id}


def _named(work: Work, ids: Sequence[int] | None = None) -> Iterator[Named]:
    """People as the finder knows them, all or these."""
    people = select(Person.id, Person.name).order_by(Person.id)
    variants = select(NameVariant.person_id, NameVariant.name, NameVariant.kind).order_by(NameVariant.position)
    if ids is not None:
        people, variants = people.where(Person.id.in_(ids)), variants.where(NameVariant.person_id.in_(ids))
    further: dict[int, list[tuple[str, str]]] = {}
    for person_id, form, kind in work.session.execute(variants):
        further.setdefault(person_id, []).append((form, kind))
    for person_id, preferred in work.session.execute(people):
        forms = further.get(person_id, [])
        yield Named(
            person_id,
            (preferred, *(name for name, kind in forms if kind != NameKind.FORBIDDEN)),
            tuple(name for name, kind in forms if kind == NameKind.FORBIDDEN),
        )
