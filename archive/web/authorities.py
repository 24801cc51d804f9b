"""Events and people in the browser: lists, pages, forms, and the small JSON answers of the pickers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Invalid, StaleEdit
from archive.model import Event, NameKind, Person, Role, Status, Subject
from archive.names.finder import Ground
from archive.query.query import Sort
from archive.services import authorities, discovery, naming, tagging
from archive.services.authorities import LONGEST_NAME, EventDraft, Listed, Name, PersonDraft
from archive.services.tagging import AssetChange
from archive.text import LANGUAGES
from archive.web import journal
from archive.web.access import allow
from archive.web.address import LAST_PAGE, Address, read_number
from archive.web.journal import Line
from archive.web.pages import LANGUAGE_NAMES, translate
from archive.web.session import current_actor, current_archive, current_language
from archive.work import Work

GROUNDS = {
    Ground.RECORDED: lazy_gettext("It is a recorded form."),
    Ground.RULE: lazy_gettext("The rules of writing names lead here."),
    Ground.LIKENESS: lazy_gettext("It is close to a recorded form."),
    Ground.LAYOUT: lazy_gettext("It was typed on another keyboard."),
}

blueprint = Blueprint("authorities", __name__)

ONE_EVENT = "/events/<int:event_id>"
ONE_PERSON = "/people/<int:person_id>"
# The readable part may be empty: a title of nothing but signs has none.
SLUG = "<string(minlength=0):slug>"
EVENTS_SHOWN = 48
PEOPLE_SHOWN = 100
NAMES_SHOWN = 60
"""Of the people at an event, or the events of a person, on one page."""
BLANK_ROWS = 3
"""Empty rows for further names, where no script can add one."""

Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is shown: what stands in it, what is wrong with it, what others did meanwhile."""

    values: Mapping[str, str]
    version: int | None = None
    names: Sequence[Name] = ()
    errors: Mapping[str, str] | None = None
    meanwhile: Sequence[Line] = ()


# Events


@blueprint.get("/events")
@allow(Role.VISITOR)
def events() -> str:
    """All events, latest first."""
    text, page = request.args.get("q", "").strip(), _page()
    with current_archive().reading(current_actor()) as work:
        found, total = authorities.list_events(work, text=text, offset=(page - 1) * EVENTS_SHOWN, limit=EVENTS_SHOWN)
    return _list("authorities/events.html", "authorities.events", found, total, text, EVENTS_SHOWN)


@blueprint.get(ONE_EVENT)
@blueprint.get(f"{ONE_EVENT}-{SLUG}")
@allow(Role.VISITOR)
def event(event_id: int, slug: str = "") -> Answer:
    """An event: what, when, where, who, and its photos in shooting order."""
    page = _page()
    archive = current_archive()
    size, most = archive.settings.page_size, archive.settings.max_bundle
    with archive.reading(current_actor()) as work:
        shown = authorities.event(work, event_id)
        if slug != shown.slug:
            return redirect(_event_url(shown, **request.args.to_dict()), 301)
        album = discovery.album_of_event(work, event_id, offset=(page - 1) * size, limit=size)
        people, people_total = authorities.list_people(work, event_id=event_id, limit=NAMES_SHOWN)
        before, after = authorities.series_neighbours(work, shown)
        ids = discovery.ids_of_event(work, event_id) if album.total <= most else []
    return render_template(
        "authorities/event.html",
        event=shown,
        album=album,
        people=people,
        people_total=people_total,
        before=before,
        after=after,
        all_ids=ids,
        most=most,
        page=page,
        pages=max(1, -(-album.total // size)),
        page_url=lambda number: _event_url(shown, page=number),
        photo_href=_photo_href(Address(selected={"event": (str(event_id),)}, sort=Sort.OLDEST), page, size),
        event_url=_event_url,
        person_url=_person_url,
    )


@blueprint.route("/events/new", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def new_event() -> Answer:
    """Make an event."""
    if request.method == "GET":
        return _event_page(None, Form({}))
    try:
        with current_archive().begin(current_actor()) as work:
            made = authorities.create_event(work, _event_draft())
    except Invalid as error:
        return _event_page(None, Form(request.form.to_dict(), errors=_errors(error))), 422
    flash(gettext("The event is made."))
    return redirect(_event_url(made))


@blueprint.route(f"{ONE_EVENT}/edit", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def edit_event(event_id: int) -> Answer:
    """Change an event."""
    with current_archive().reading(current_actor()) as work:
        shown = authorities.event(work, event_id)
    if request.method == "GET":
        return _event_page(shown, Form(_event_values(shown), shown.version))
    try:
        with current_archive().begin(current_actor()) as work:
            saved = authorities.edit_event(work, event_id, _event_draft(), _version())
    except Invalid as error:
        return _event_page(shown, Form(request.form.to_dict(), _version(), errors=_errors(error))), 422
    except StaleEdit:
        fresh, meanwhile = _meanwhile(authorities.event, event_id)
        return _event_page(shown, Form(request.form.to_dict(), fresh.version, meanwhile=meanwhile)), 409
    flash(gettext("The event is saved."))
    return redirect(_event_url(saved))


@blueprint.post(f"{ONE_EVENT}/publish")
@allow(Role.ARCHIVIST)
def publish_event(event_id: int) -> BaseResponse:
    """Publish what of an event still is a draft."""
    with current_archive().begin(current_actor()) as work:
        shown = authorities.event(work, event_id)
        drafts = discovery.ids_of_event(work, event_id, Status.DRAFT)
        if drafts:
            tagging.edit(work, drafts, AssetChange(status=Status.PUBLISHED))
    flash(ngettext("%(num)s photo is published.", "%(num)s photos are published.", len(drafts)))
    return redirect(_event_url(shown))


@blueprint.get(f"{ONE_EVENT}/history")
@allow(Role.ARCHIVIST)
def event_history(event_id: int) -> str:
    """Who changed what of an event."""
    return _history(authorities.event, Subject.EVENT, event_id, _event_url)


# People


@blueprint.get("/people")
@allow(Role.VISITOR)
def people() -> str:
    """All people by name."""
    text, page = request.args.get("q", "").strip(), _page()
    with current_archive().reading(current_actor()) as work:
        called = naming.called(work, text) if text else ()
        found, total = authorities.list_people(
            work, text=text, called=called, offset=(page - 1) * PEOPLE_SHOWN, limit=PEOPLE_SHOWN
        )
    return _list("authorities/people.html", "authorities.people", found, total, text, PEOPLE_SHOWN)


@blueprint.get(ONE_PERSON)
@blueprint.get(f"{ONE_PERSON}-{SLUG}")
@allow(Role.VISITOR)
def person(person_id: int, slug: str = "") -> Answer:
    """A person: every name, the role, events, photos, and who is seen with them."""
    page = _page()
    archive = current_archive()
    size = archive.settings.page_size
    with archive.reading(current_actor()) as work:
        shown = authorities.person(work, person_id)
        if slug != shown.slug:
            return redirect(_person_url(shown, **request.args.to_dict()), 301)
        album = discovery.album_of_person(work, person_id, offset=(page - 1) * size, limit=size)
        attended, attended_total = authorities.list_events(work, person_id=person_id, limit=NAMES_SHOWN)
        companions = authorities.companions(work, person_id)
        tried = request.args.get("try", "").strip()[:LONGEST_NAME]
        lead = naming.lead(work, shown, tried) if tried and current_actor().may(Role.ARCHIVIST) else None
    return render_template(
        "authorities/person.html",
        person=shown,
        tried=tried,
        lead=lead,
        examples=naming.examples(shown),
        names=[variant for variant in shown.variants if variant.kind != NameKind.FORBIDDEN],
        grounds=GROUNDS,
        album=album,
        events=attended,
        events_total=attended_total,
        companions=companions,
        kinds=journal.KINDS,
        page=page,
        pages=max(1, -(-album.total // size)),
        page_url=lambda number: _person_url(shown, page=number),
        photo_href=_photo_href(Address(selected={"person": (str(person_id),)}, sort=Sort.NEWEST), page, size),
        event_url=_event_url,
        person_url=_person_url,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def new_person() -> Answer:
    """Make a person's record."""
    if request.method == "GET":
        return _person_page(None, Form({}))
    try:
        with current_archive().begin(current_actor()) as work:
            made = authorities.create_person(work, _person_draft())
    except Invalid as error:
        return _person_page(None, _typed_person(None, errors=_errors(error))), 422
    flash(gettext("The record is made."))
    return redirect(_person_url(made))


@blueprint.route(f"{ONE_PERSON}/edit", methods=["GET", "POST"])
@allow(Role.ARCHIVIST)
def edit_person(person_id: int) -> Answer:
    """Change a person's record."""
    with current_archive().reading(current_actor()) as work:
        shown = authorities.person(work, person_id)
    if request.method == "GET":
        names = [Name(v.name, v.language, NameKind(v.kind)) for v in shown.variants]
        return _person_page(shown, Form(_person_values(shown), shown.version, [*names, *_proposed_name()]))
    try:
        with current_archive().begin(current_actor()) as work:
            saved = authorities.edit_person(work, person_id, _person_draft(), _version())
    except Invalid as error:
        return _person_page(shown, _typed_person(_version(), errors=_errors(error))), 422
    except StaleEdit:
        fresh, meanwhile = _meanwhile(authorities.person, person_id)
        return _person_page(shown, _typed_person(fresh.version, meanwhile=meanwhile)), 409
    flash(gettext("The record is saved."))
    return redirect(_person_url(saved))


@blueprint.get(f"{ONE_PERSON}/history")
@allow(Role.ARCHIVIST)
def person_history(person_id: int) -> str:
    """Who changed what of a person's record."""
    return _history(authorities.person, Subject.PERSON, person_id, _person_url)


# Pickers


@blueprint.get("/pick/events")
@allow(Role.ARCHIVIST)
def pick_events() -> Response:
    """Events to choose from while one types."""
    with current_archive().reading(current_actor()) as work:
        found = authorities.find_events(work, _asked())
        return jsonify([event_choice(each) for each in found])


@blueprint.post("/pick/events")
@allow(Role.ARCHIVIST)
def make_event() -> tuple[Response, int]:
    """Make an event of nothing but its title, in the reader's language."""
    draft = EventDraft(title={current_language(): request.form.get("name", "")})
    with current_archive().begin(current_actor()) as work:
        return jsonify(event_choice(authorities.create_event(work, draft))), 201


@blueprint.get("/pick/people")
@allow(Role.ARCHIVIST)
def pick_people() -> Response:
    """People to choose from while one types; found by any form of their names."""
    with current_archive().reading(current_actor()) as work:
        found = naming.complete(work, _asked())
        return jsonify([person_choice(each) for each in found])


@blueprint.post("/pick/people")
@allow(Role.ARCHIVIST)
def make_person() -> tuple[Response, int]:
    """Make a person's record of nothing but the name."""
    draft = PersonDraft(name=request.form.get("name", ""))
    with current_archive().begin(current_actor()) as work:
        return jsonify(person_choice(authorities.create_person(work, draft))), 201


@blueprint.get("/pick/keywords")
@allow(Role.ARCHIVIST)
def pick_keywords() -> Response:
    """Keywords in use, to choose from while one types."""
    with current_archive().reading(current_actor()) as work:
        found = tagging.find_keywords(work, _asked())
    return jsonify([{"value": term, "text": term, "note": ""} for term in found])


def event_choice(each: Event) -> dict[str, str]:
    """An event as a picker shows it."""
    notes = [each.starts_on.isoformat() if each.starts_on else "", each.place]
    note = " · ".join(filter(None, notes))
    return {"value": str(each.id), "text": each.label(current_language()), "note": note}


def person_choice(each: Person) -> dict[str, str]:
    """A person as a picker shows it, with the other names, so that one sees why it was found."""
    label = each.label(current_language())
    others = [name for name in each.names if name != label]
    return {"value": str(each.id), "text": label, "note": " · ".join(others)}


# Reading forms and drawing them


def _page() -> int:
    return min(read_number(request.args.get("page", "")) or 1, LAST_PAGE)


def _asked() -> str:
    return request.args.get("q", "").strip()


def _version() -> int | None:
    return read_number(request.form.get("version", ""))


def _errors(error: Invalid) -> dict[str, str]:
    return {error.field or "": translate(error)}


def _list(template: str, endpoint: str, found: Sequence[Listed[Any]], total: int, text: str, size: int) -> str:
    return render_template(
        template,
        found=found,
        total=total,
        text=text,
        page=_page(),
        pages=max(1, -(-total // size)),
        page_url=lambda number: url_for(endpoint, q=text or None, page=number),
        event_url=_event_url,
        person_url=_person_url,
    )


def _photo_href(way: Address, page: int, size: int) -> Callable[[Any, int], str]:
    """The addresses of a grid's photos, by which each knows its neighbours among the record's photos."""
    first = (page - 1) * size + 1
    return way.photos(first)


def _event_url(shown: Event, **query: Any) -> str:
    return url_for("authorities.event", event_id=shown.id, slug=shown.slug, **query)


def _person_url(shown: Person, **query: Any) -> str:
    return url_for("authorities.person", person_id=shown.id, slug=shown.slug, **query)


def _texts(name: str) -> dict[str, str]:
    """The languages of one field of the form; those that it does not name are not there."""
    keys = {language: f"{name}.{language}" if language else name for language in (*LANGUAGES, "")}
    return {language: request.form[key] for language, key in keys.items() if key in request.form}


def _spread(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}.{language}" if language else name: text for language, text in texts.items()}


def _event_draft() -> EventDraft:
    return EventDraft(
        title=_texts("title"),
        description=_texts("description"),
        starts_on=_day("starts_on"),
        ends_on=_day("ends_on"),
        place=request.form.get("place", ""),
        series=request.form.get("series", ""),
    )


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = gettext("%(text)s is no day; write it as year-month-day: 2020-10-08.", text=text)
        raise Invalid(message, field=name) from None


def _event_values(shown: Event) -> dict[str, str]:
    return {
        **_spread("title", shown.title),
        **_spread("description", shown.description),
        "starts_on": shown.starts_on.isoformat() if shown.starts_on else "",
        "ends_on": shown.ends_on.isoformat() if shown.ends_on else "",
        "place": shown.place,
        "series": shown.series,
    }


def _event_page(shown: Event | None, form: Form) -> str:
    with current_archive().reading(current_actor()) as work:
        series = authorities.series(work)
    back = _event_url(shown) if shown else url_for("authorities.events")
    return render_template(
        "authorities/event_form.html", event=shown, form=form, series=series, back=back, names=LANGUAGE_NAMES
    )


def _person_draft() -> PersonDraft:
    return PersonDraft(name=request.form.get("name", ""), role=_texts("role"), variants=tuple(_typed_names()))


def _typed_names() -> list[Name]:
    columns = ("variant_name", "variant_language", "variant_kind")
    rows = zip(*(request.form.getlist(column) for column in columns), strict=False)
    kinds = {str(kind): kind for kind in NameKind}
    return [Name(name, language, kinds.get(kind, NameKind.OTHER)) for name, language, kind in rows if name.strip()]


def _proposed_name() -> list[Name]:
    """A form that was tried on the person's page, to be added or forbidden: nothing is kept before it is saved."""
    form = request.args.get("form", "").strip()[:LONGEST_NAME]
    kind = NameKind.FORBIDDEN if request.args.get("kind") == NameKind.FORBIDDEN else NameKind.OTHER
    return [Name(form, kind=kind)] if form else []


def _typed_person(version: int | None, **more: Any) -> Form:
    return Form(request.form.to_dict(), version, _typed_names(), **more)


def _person_values(shown: Person) -> dict[str, str]:
    return {"name": shown.name, **_spread("role", shown.role)}


def _person_page(shown: Person | None, form: Form) -> str:
    back = _person_url(shown) if shown else url_for("authorities.people")
    return render_template(
        "authorities/person_form.html",
        person=shown,
        form=form,
        rows=[*form.names, *[Name("")] * BLANK_ROWS],
        kinds=[(str(kind), journal.KINDS[kind]) for kind in NameKind],
        back=back,
        names=LANGUAGE_NAMES,
    )


def _meanwhile(
    find: Callable[[Work, int], Event] | Callable[[Work, int], Person], record_id: int
) -> tuple[Event | Person, list[Line]]:
    """A record as it is now, and what was done to it since the editor's version."""
    with current_archive().reading(current_actor()) as work:
        fresh = find(work, record_id)
        since = discovery.changes_since(work, fresh, _version() or fresh.version)
        return fresh, journal.lines(work, since)


def _history(find: Callable[[Work, int], Any], subject: Subject, record_id: int, url: Callable[..., str]) -> str:
    with current_archive().reading(current_actor()) as work:
        shown = find(work, record_id)
        lines = journal.lines(work, discovery.history(work, subject, record_id))
    return render_template("describe/history.html", shown=shown, asset=None, lines=lines, back=url(shown))
