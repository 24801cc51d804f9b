"""One Metadata from the three records that a photo may carry, by the rules of the Metadata Working Group.

Values in, a value out: what wins, and where the records disagree. Knows no bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from archive.media import moments
from archive.media.iptc_standard import PROPERTIES, Kind, Property
from archive.media.metadata import CaptureTime, Disagreement, Location, Metadata, Multilingual, Position

if TYPE_CHECKING:  # whoever only compares what was read needs no reader
    from archive.media.exif import Exif

# What cameras write as a description by themselves; a caption that says nothing hides a real one.
_BOILERPLATE: Final = re.compile(
    r"(?:(?:OLYMPUS|(?:KONICA )?MINOLTA|PENTAX|SAMSUNG|KODAK|SANYO|RICOH|VIVITAR)? ?DIGITAL (?:STILL )?CAMERA"
    r"|SONY DSC|Exif_JPEG_PICTURE|EXIF_JPEG_T\d+|My beautiful picture|DCIM\\.*|default|untitled)",
    re.IGNORECASE,
)
_MIDNIGHT: Final = re.compile(r"T00:00:00(?:[-+]\d\d:\d\d)?$")
_NOTHING: Final = Metadata()
_LONGEST_SHOWN: Final = 2_000
_NEAR: Final = 0.0005
"""Degrees, 50 m on the ground: what XMP's rounding may move a position by."""

Sources = Mapping[str, Metadata]
"""The records by their names ``exif``, ``xmp`` and ``iptc``, the one that is believed first in front."""


def merge(from_exif: Exif, from_iptc: Metadata, from_xmp: Metadata, *, in_step: bool = True) -> Metadata:
    """One value of three, field by field (MWG Guidelines 2.0, chapter 5).

    EXIF goes first wherever it has a field. Of the other two XMP is preferred, unless IPTC was changed
    since both were written: ``in_step`` says whether the digest kept beside the IPTC block fits it.
    """
    camera, edited = from_exif.standard, {"xmp": from_xmp, "iptc": from_iptc}
    if not in_step:
        edited = {"iptc": from_iptc, "xmp": from_xmp}
    sources = {"exif": camera, **edited}
    everything = (*sources.values(), from_exif.extras)

    def first(name: str) -> Any:
        found = (value for source in everything if (value := getattr(source, name)))
        return next(found, getattr(_NOTHING, name))

    return Metadata(
        captured=_captured(sources),
        camera_make=first("camera_make"),
        camera_model=first("camera_model"),
        lens=first("lens"),
        orientation=(camera if states_orientation(camera) else from_xmp).orientation,
        exposure=camera.exposure,
        position=first("position"),
        positioned_at=camera.positioned_at,
        title=_languages(source.title for source in everything),
        headline=first("headline"),
        caption=_languages(source.caption for source in everything),
        keywords=first("keywords"),
        creators=first("creators"),
        credit=first("credit"),
        copyright=first("copyright"),
        usage_terms=first("usage_terms"),
        persons_shown=first("persons_shown"),
        event=first("event"),
        location=_location(list(edited.values())),
        regions=from_xmp.regions,
        iptc_properties=_properties(sources),
        disagreements=(*_disagreements(sources), *_positions(sources)),
        tags={**camera.tags, **from_iptc.tags, **from_xmp.tags},
        problems=camera.problems + from_iptc.problems + from_xmp.problems,
    )


def states_orientation(camera: Metadata) -> bool:
    """Whether EXIF says how the picture is to be turned; 1 stands for silence as well."""
    return "Image Orientation" in camera.tags.get("exif", {})


def _captured(sources: Sources) -> CaptureTime | None:
    """The first moment stated; what EXIF leaves open of it from XMP, where that states the same moment.

    Not from IIM, whose time must name an offset: programs write any. Nor is UTC taken over, which stands for silence.
    """
    found = next((source.captured for source in sources.values() if source.captured), None)
    written = sources["xmp"].captured
    if found is None or written is None or written.local.replace(microsecond=0) != found.local.replace(microsecond=0):
        return found
    return CaptureTime(
        found.local if found.local.microsecond else written.local,
        found.offset_minutes if found.offset_minutes is not None else written.offset_minutes or None,
    )


def _languages(alternatives: Iterable[Multilingual]) -> Multilingual:
    """The default text of the first source that has one, and every language, which only XMP can hold."""
    texts: dict[str, str] = {}
    for source in alternatives:
        for language, text in source.items():
            if not _BOILERPLATE.fullmatch(text):
                texts.setdefault(language, text)
    return texts


def _location(edited: Sequence[Metadata]) -> Location:
    def first(name: str) -> str:
        return next((value for source in edited if (value := getattr(source.location, name))), "")

    return Location(first("sublocation"), first("city"), first("state"), first("country"))


def _properties(sources: Sources) -> dict[str, Any]:
    """Every property of the standard that any of the records states."""
    found: dict[str, Any] = {}
    for name, each in PROPERTIES.items():
        stated = [source.iptc_properties[name] for source in sources.values() if name in source.iptc_properties]
        if stated:
            found[name] = _languages(stated) if each.shape.kind is Kind.LANGUAGES else stated[0]
    captured = _captured(sources)
    if captured and "T" in str(found.get("dateCreated", "")):
        found["dateCreated"] = moments.written(captured)
    return {name: value for name, value in found.items() if value not in ("", {}, [])}


# --- where the records disagree -------------------------------------------------------------------


def beside(file: Metadata, sidecar: Metadata) -> tuple[Disagreement, ...]:
    """Where a sidecar says other than the file that it stands beside."""
    return tuple(_disagreements({"file": file, "sidecar": sidecar}))


def _disagreements(sources: Sources) -> Iterable[Disagreement]:
    for name, each in PROPERTIES.items():
        stated = {
            source: value
            for source, metadata in sources.items()
            if (value := metadata.iptc_properties.get(name)) and not _is_boilerplate(value)
        }
        if len(stated) > 1 and not _agree(each, stated):
            yield Disagreement(name, {source: _text(value)[:_LONGEST_SHOWN] for source, value in stated.items()})


def _is_boilerplate(value: Any) -> bool:
    return isinstance(value, dict) and all(_BOILERPLATE.fullmatch(str(text)) for text in value.values())


def _agree(each: Property, stated: Mapping[str, Any]) -> bool:
    if each.shape.kind is Kind.DATE:
        # IIM has no way to leave the time open in a date that has one: midnight stands for "not known".
        dates = [_MIDNIGHT.sub("", str(value)) if source == "iptc" else str(value) for source, value in stated.items()]
        return all(_same_date(one, other) for one, other in _pairs(dates))
    readings = {source: _readings(each, value) for source, value in stated.items()}
    for one, other in _pairs(list(readings)):
        full, short = (other, one) if one == "iptc" else (one, other)
        if not _same(readings[full], readings[short], each.longest if short == "iptc" else 0):
            return False
    return True


def _pairs(values: list[str]) -> Iterable[tuple[str, str]]:
    return ((one, other) for at, one in enumerate(values) for other in values[at + 1 :])


def _readings(each: Property, value: Any) -> list[frozenset[str]]:
    """All that a value can be said to be: of a text in several languages each of them, of a list its members."""
    if each.shape.kind is Kind.LANGUAGES:
        return [frozenset({_folded(str(text))}) for text in value.values()]
    members = value if isinstance(value, list) else [value]
    # "IPTC:" in front of a subject code names who gives it; some write it, some do not.
    prefix = "IPTC:" if each.id == "subjectCodes" else ""
    return [frozenset(_folded(str(member)).removeprefix(prefix) for member in members)]


def _same(full: list[frozenset[str]], other: list[frozenset[str]], limit: int) -> bool:
    """Whether one of the readings of each is the same, apart from what IIM had no room for."""
    return any(_same_members(one, two, limit) for one in full for two in other)


def _same_members(full: frozenset[str], other: frozenset[str], limit: int) -> bool:
    return full == other or (
        limit > 0
        and len({text for text in full if any(_is_cut(text, short, limit) for short in other)}) == len(full)
        and all(any(_is_cut(text, short, limit) for text in full) for short in other)
    )


def _is_cut(text: str, short: str, limit: int) -> bool:
    """Whether a text is another, cut where IIM's field is full; a cut leaves out at most the halves of a letter."""
    return text == short or (text.startswith(short) and len(short.encode()) > limit - 4)


def _folded(text: str) -> str:
    """A text as it is compared: spaces and the ways to write a letter count for nothing."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _same_date(one: str, other: str) -> bool:
    """Whether two dates can be one moment: the one may be more exact than the other."""
    if one[:4] == other[:4] and (len(one) <= 7 or len(other) <= 7):
        return one.startswith(other) or other.startswith(one)
    try:
        first, second = moments.parse(one), moments.parse(other)
    except ValueError:
        return one == other
    if first is None or second is None:
        return True
    if "T" not in one or "T" not in other:
        return first.local.date() == second.local.date()
    apart = first.local - second.local
    if first.offset_minutes is not None and second.offset_minutes is not None:
        apart -= timedelta(minutes=first.offset_minutes - second.offset_minutes)
    return abs(apart) < timedelta(seconds=1)


def _text(value: Any) -> str:
    """A value as one text, to be shown beside another."""
    if isinstance(value, dict):
        return value.get("") or next(iter(value.values()), "")
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _positions(sources: Sources) -> Iterable[Disagreement]:
    stated = {name: source.position for name, source in sources.items() if source.position}
    if len(stated) > 1 and not _near(*stated.values()):
        yield Disagreement("position", {name: f"{at.latitude:.5f}, {at.longitude:.5f}" for name, at in stated.items()})


def _near(one: Position, other: Position) -> bool:
    return abs(one.latitude - other.latitude) < _NEAR and abs(one.longitude - other.longitude) < _NEAR
