"""Describing photos in the browser, one or hundreds in one step; and a photo's history.

Only what somebody changed in the form is saved: each field comes back with what stood in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Invalid, NotFound, StaleEdit
from archive.model import Asset, Person, Role, Status, Subject
from archive.services import authorities, discovery, tagging
from archive.services.tagging import KEEP, TEXT_FIELDS, AssetChange, Edited
from archive.text import LANGUAGES
from archive.web import journal, selection
from archive.web.access import allow
from archive.web.address import read_number
from archive.web.journal import Line
from archive.web.pages import translate
from archive.web.paths import same_origin_path
from archive.web.session import current_actor, current_archive, current_language
from archive.web.upload import events_to_choose
from archive.work import Work

blueprint = Blueprint("describe", __name__)

SHOWN = tuple(f"caption.{language}" for language in LANGUAGES)
CAPTIONS = (*SHOWN, "caption.")
"""The last is of no stated language, as files bring it: shown where there is one."""
KEEP_EVENT = "keep"
STATUSES = {"save": None, "publish": Status.PUBLISHED, "withdraw": Status.DRAFT}
CONFLICTS_SHOWN = 20

Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """What photos have in a field: one value for all, or ``mixed``.

    ``was`` is what the field held when it was drawn, ``value`` what stands in it now.
    """

    value: str
    was: str
    mixed: bool = False
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A person or keyword that some of the photos have: on how many, and what is asked for."""

    value: str
    label: str
    count: int
    added: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """A photo that somebody else changed meanwhile, and what they did."""

    asset: Asset
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody asked for in the form, as far as it differs from what the form had shown."""

    versions: Mapping[int, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    event: str | None = None
    """None: not touched."""
    add_people: tuple[int, ...] = ()
    remove_people: tuple[int, ...] = ()
    add_keywords: tuple[str, ...] = ()
    remove_keywords: tuple[str, ...] = ()
    people_names: str = ""
    keywords: str = ""


@blueprint.route("/describe", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def edit() -> Answer:
    """The form for one photo or many: ``id``, as often as needed, by address or by form."""
    ids = selection.numbers("id")
    if not ids:
        flash(gettext("Select the photos first, then choose Describe."), "error")
        return redirect(selection.back())
    return _page(ids, Typed(people_names=request.values.get("people", "")), selection.back())


@blueprint.post("/describe/save")
@allow(Role.ARCHIVIST)
def save() -> Answer:
    """Save what was changed, for all of the photos or for none; perhaps publish or withdraw them."""
    typed, back = _typed(), same_origin_path(request.form.get("next", ""))
    action = request.form.get("action", "save")
    if action not in STATUSES:
        raise Invalid(gettext("Photos can be saved, published or withdrawn."), field="action")
    ids = list(typed.versions)
    try:
        with current_archive().begin(current_actor()) as work:
            change = _change(work, typed, STATUSES[action])
            edited = tagging.edit(work, ids, change, typed.versions)
    except StaleEdit as error:
        return _page(ids, typed, back, message=translate(error), conflict=True), 409
    except Invalid as error:
        return _page(ids, typed, back, message=translate(error), field=error.field), 422
    _say(edited, change)
    return redirect(back)


@blueprint.get("/photos/<int:asset_id>/history")
@allow(Role.ARCHIVIST)
def history(asset_id: int) -> str:
    """Who changed what of a photo."""
    with current_archive().reading(current_actor()) as work:
        asset = discovery.photo(work, asset_id)
        lines = journal.lines(work, discovery.history(work, Subject.ASSET, asset_id))
    back = url_for("photos.show", asset_id=asset_id)
    return render_template("describe/history.html", shown=asset, asset=asset, lines=lines, back=back)


# What came in


def _plain(text: str) -> str:
    """A text as the form had it: browsers send line ends of their own (HTML, 4.10.21.4)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _typed() -> Typed:
    form = request.form
    texts, cleared = {}, set(form.getlist("clear"))
    for name in (*TEXT_FIELDS, *CAPTIONS):
        value, was = _plain(form.get(name, "")), _plain(form.get(f"was.{name}", ""))
        if name in form and value != was:
            texts[name] = value
    event = form.get("event", KEEP_EVENT)
    return Typed(
        versions=selection.versions(),
        texts=texts,
        cleared=frozenset(cleared & {*TEXT_FIELDS, *CAPTIONS} - texts.keys()),
        event=None if event in {KEEP_EVENT, form.get("was.event", KEEP_EVENT)} else event,
        add_people=selection.numbers("add_person"),
        remove_people=selection.numbers("remove_person"),
        add_keywords=tuple(form.getlist("add_keyword")),
        remove_keywords=tuple(form.getlist("remove_keyword")),
        people_names=form.get("people", ""),
        keywords=form.get("keywords", ""),
    )


def _change(work: Work, typed: Typed, status: Status | None) -> AssetChange:
    """What shall change, with people named in the form looked up. Raises Invalid, naming the field."""
    texts = {**typed.texts, **dict.fromkeys(typed.cleared, "")}
    event = typed.event
    if event and read_number(event) is None:
        raise Invalid(gettext("Choose an event of the list."), field="event")
    return AssetChange(
        texts={name: text for name, text in texts.items() if name in TEXT_FIELDS},
        captions={name.partition(".")[2]: text for name, text in texts.items() if name in CAPTIONS},
        event_id=KEEP if event is None else read_number(event),
        add_people=(*typed.add_people, *_named(work, typed.people_names)),
        remove_people=typed.remove_people,
        add_keywords=(*typed.add_keywords, *_terms(typed.keywords)),
        remove_keywords=typed.remove_keywords,
        status=status,
    )


def _named(work: Work, text: str) -> Iterable[int]:
    for name in filter(None, map(str.strip, text.splitlines())):
        try:
            yield authorities.find_person_by_name(work, name).id
        except NotFound as error:
            raise Invalid(error.args[0], field="people") from None


def _terms(text: str) -> list[str]:
    return [term.strip() for line in text.splitlines() for term in line.split(",") if term.strip()]


# What goes out


def _page(
    ids: Sequence[int],
    typed: Typed,
    back: str,
    *,
    message: str = "",
    field: str | None = None,
    conflict: bool = False,
) -> str:
    """The form, with what was typed in it and the photos as they are now."""
    with current_archive().reading(current_actor()) as work:
        assets = tagging.selected(work, ids)
        conflicts = _conflicts(work, assets, typed.versions) if conflict else []
        event = _shared(assets, lambda asset: str(asset.event_id or ""), typed.event)
        people = _people(work, assets, typed)
        choices = events_to_choose(work, read_number(event.value), read_number(event.was))
    texts = {
        name: _shared(assets, _reader(name), typed.texts.get(name), name in typed.cleared)
        for name in (*TEXT_FIELDS, *CAPTIONS)
    }
    return render_template(
        "describe/edit.html",
        assets=assets,
        versions={
            asset.id: asset.version if conflict else typed.versions.get(asset.id, asset.version) for asset in assets
        },
        texts=texts,
        text_names=[name for name in TEXT_FIELDS if name != "headline"],
        caption_names=[name for name in CAPTIONS if name in SHOWN or texts[name].was or texts[name].mixed],
        event=event,
        events=choices,
        people=people,
        keywords=_keywords(assets, typed),
        people_names=typed.people_names,
        new_keywords=typed.keywords,
        back=back,
        message=message,
        conflicts=conflicts,
        errors={field: message} if field else {},
        name_of=journal.field_name,
        drafts=sum(asset.status == Status.DRAFT for asset in assets),
    )


def _reader(name: str) -> Callable[[Asset], str]:
    if name in TEXT_FIELDS:
        return lambda asset: _plain(str(getattr(asset, name)))
    language = name.partition(".")[2]
    return lambda asset: _plain(asset.caption.get(language, ""))


def _shared(assets: Iterable[Asset], read: Callable[[Asset], str], typed: str | None, cleared: bool = False) -> Shared:
    values = {read(asset) for asset in assets}
    mixed = len(values) > 1
    was = "" if mixed else values.pop()
    return Shared(was if typed is None else typed, was, mixed, cleared)


def _people(work: Work, assets: Sequence[Asset], typed: Typed) -> list[Chip]:
    shown: dict[int, Person] = {person.id: person for asset in assets for person in asset.people}
    counts = Counter(person.id for asset in assets for person in asset.people)
    for person_id in typed.add_people:
        if person_id not in shown and (person := work.session.get(Person, person_id)):
            shown[person_id] = person
    return [
        Chip(
            str(person.id),
            person.label(current_language()),
            counts[person.id],
            added=person.id in typed.add_people,
            removed=person.id in typed.remove_people,
        )
        for person in shown.values()
    ]


def _keywords(assets: Sequence[Asset], typed: Typed) -> list[Chip]:
    counts = Counter(keyword.term for asset in assets for keyword in asset.keywords)
    added, removed = typed.add_keywords, typed.remove_keywords
    terms = sorted({*counts, *added}, key=tagging.folded)
    return [Chip(term, term, counts[term], term in added, term in removed) for term in terms]


def _conflicts(work: Work, assets: Sequence[Asset], versions: Mapping[int, int]) -> list[Conflict]:
    stale = [asset for asset in assets if versions[asset.id] != asset.version]
    return [
        Conflict(asset, tuple(journal.lines(work, discovery.changes_since(work, asset, versions[asset.id]))))
        for asset in stale[:CONFLICTS_SHOWN]
    ]


def _say(edited: Edited, change: AssetChange) -> None:
    """Tell what was saved, or that nothing was to be."""
    if not edited.changed:
        flash(gettext("Nothing was changed: the photos already were so."))
        return
    count = len(edited.changed)
    names = [*change.texts, *(f"caption.{language}" for language in change.captions)]
    names += ["event_id"] if change.event_id is not KEEP else []
    names += ["people"] if change.add_people or change.remove_people else []
    names += ["keywords"] if change.add_keywords or change.remove_keywords else []
    told = ngettext("%(num)s photo is saved.", "%(num)s photos are saved.", count)
    if names:
        told += " " + gettext("Changed: %(fields)s.", fields=", ".join(map(journal.field_name, names)))
    if change.status:
        done = gettext("published") if change.status == Status.PUBLISHED else gettext("withdrawn")
        told += " " + gettext("Now %(status)s.", status=done)
    flash(told)
