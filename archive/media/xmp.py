"""XMP: the RDF record that editors write today (ISO 16684-1), with IPTC Core and Extension in it.

Takes the bare packet; knows no files. Entities, document types and deep nesting are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from archive.media import moments, texts
from archive.media.metadata import CaptureTime, Location, Metadata, Multilingual, Position

LARGEST: Final = 4 << 20
DEEPEST: Final = 64
MOST_ELEMENTS: Final = 50_000

_LONGEST_TAG: Final = 500
_MOST_VALUES: Final = 50

_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
"""The prefixes that we look properties up by, whatever the file calls them."""

_COORDINATE: Final = re.compile(r"(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])")

Value = str | list[Any] | dict[str, Any]


class _RefusedError(ValueError):
    """A packet that is too much to read. The message is a sentence."""


class _Builder(TreeBuilder):
    """Builds the tree, counts what it builds, and remembers the file's own prefixes."""

    def __init__(self) -> None:
        super().__init__()
        self.prefixes = dict(_PREFIXES)
        self._depth = self._elements = 0

    def start_ns(self, prefix: str, uri: str) -> None:
        self.prefixes.setdefault(uri, prefix)

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            raise _RefusedError("The XMP block was left aside: it is nested too deeply, or too large.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def read(packet: bytes) -> Metadata:
    """What an XMP packet says; what cannot be read is named in ``problems``, nothing is raised."""
    try:
        return _metadata(_properties(packet))
    except _RefusedError as error:
        problem = str(error)
    except DefusedXmlException:
        problem = "The XMP block was left aside: it declares entities, which XMP has no use for."
    except (ParseError, ValueError, LookupError) as error:
        problem = f"The XMP block is damaged: {texts.line(str(error))[:200]}."
    return Metadata(problems=(problem,))


def _properties(packet: bytes) -> Mapping[str, Value]:
    if len(packet) > LARGEST:
        raise _RefusedError(f"The XMP block was left aside: it is larger than {LARGEST >> 20} MB.")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    parser.feed(_text(packet).strip("\ufeff\0 \r\n\t"))
    root = parser.close()
    naming = _Naming(builder.prefixes)
    found: dict[str, Value] = {}
    for description in root.iterfind(f".//{_RDF}RDF/{_RDF}Description"):
        found |= naming.members(description)
    if root.tag == f"{_RDF}RDF":  # a packet may lack its x:xmpmeta wrapper
        for description in root.iterfind(f"{_RDF}Description"):
            found |= naming.members(description)
    return found


def _text(packet: bytes) -> str:
    """The packet as text; its first two bytes tell UTF-16 (XML 1.0, appendix F). Else it is UTF-8."""
    if packet[:2] in (b"\xfe\xff", b"\0<"):
        return packet.decode("utf-16-be", "replace")
    if packet[:2] in (b"\xff\xfe", b"<\0"):
        return packet.decode("utf-16-le", "replace")
    return texts.decode(packet)


class _Naming:
    """Turns RDF elements into values, properties named ``prefix:name`` (ISO 16684-1, clause 7)."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes

    def members(self, element: Element) -> dict[str, Value]:
        """The properties of a node: both spellings, as attributes and as elements."""
        found: dict[str, Value] = {
            self._name(name): value
            for name, value in element.attrib.items()
            if not name.startswith((_RDF, "{http://www.w3.org/XML/1998/namespace}")) and name.startswith("{")
        }
        return found | {self._name(child.tag): self._value(child) for child in element}

    def _name(self, tag: str) -> str:
        uri, _, local = tag.lstrip("{").rpartition("}")
        return f"{self._prefixes.get(uri, 'ns')}:{local}"

    def _value(self, element: Element) -> Value:
        if resource := element.get(f"{_RDF}resource"):
            return resource
        if len(element) == 1:
            child = element[0]
            if child.tag == f"{_RDF}Alt" and all(item.get(_XML_LANG) for item in child):
                return {item.get(_XML_LANG, ""): item.text or "" for item in child}
            if child.tag in (f"{_RDF}Bag", f"{_RDF}Seq", f"{_RDF}Alt"):
                return [self._value(item) for item in child]
            if child.tag == f"{_RDF}Description":
                return self._unqualified(self.members(child))
        members = self.members(element)
        return self._unqualified(members) if members else element.text or ""

    @staticmethod
    def _unqualified(members: dict[str, Value]) -> Value:
        """A qualified value is the value itself for us."""
        return members.get("rdf:value", members)


def _metadata(found: Mapping[str, Value]) -> Metadata:
    problems: list[str] = []

    def line(name: str) -> str:
        return texts.line(_plain(found.get(name, "")))

    def terms(name: str) -> tuple[str, ...]:
        return texts.terms(_plain(value) for value in _items(found.get(name, [])))

    return Metadata(
        captured=_captured(found, problems),
        camera_make=line("tiff:Make"),
        camera_model=line("tiff:Model"),
        lens=line("exifEX:LensModel") or line("aux:Lens"),
        orientation=_orientation(line("tiff:Orientation")),
        position=_position(found),
        title=_multilingual(found.get("dc:title")),
        headline=line("photoshop:Headline"),
        caption=_multilingual(found.get("dc:description")),
        keywords=terms("dc:subject"),
        creators=terms("dc:creator"),
        credit=line("photoshop:Credit"),
        copyright=line("dc:rights"),
        usage_terms=line("xmpRights:UsageTerms"),
        persons_shown=_persons(found),
        event=line("Iptc4xmpExt:Event"),
        location=_location(found),
        tags={"xmp": {name: _shown(value) for name, value in found.items()}} if found else {},
        problems=tuple(problems),
    )


def _plain(value: Value) -> str:
    """One text of a value of any shape: the default language, the first of a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _plain(value.get("x-default", next(iter(value.values()), "")))
    return _plain(value[0]) if value else ""


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _multilingual(value: Value | None) -> Multilingual:
    """Texts by language; ``x-default`` is the text of unstated language (ISO 16684-1, 8.2.2.4)."""
    if not isinstance(value, dict):
        text = texts.clean(_plain(value or ""))
        return {"": text} if text else {}
    cleaned = {"" if lang == "x-default" else lang: texts.clean(_plain(text)) for lang, text in value.items()}
    return {language: text for language, text in cleaned.items() if text}


def _captured(found: Mapping[str, Value], problems: list[str]) -> CaptureTime | None:
    text = _plain(found.get("photoshop:DateCreated") or found.get("exif:DateTimeOriginal", ""))
    try:
        return moments.parse(text)
    except ValueError as error:
        problems.append(str(error))
        return None


def _orientation(text: str) -> int:
    return int(text) if text in "12345678" and len(text) == 1 else 1


def _position(found: Mapping[str, Value]) -> Position | None:
    latitude = _coordinate(_plain(found.get("exif:GPSLatitude", "")))
    longitude = _coordinate(_plain(found.get("exif:GPSLongitude", "")))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Position(latitude, longitude) if latitude or longitude else None


def _coordinate(text: str) -> float | None:
    """Degrees of a GPSCoordinate (ISO 16684-2): "43,14.2500N" or "43,14,15N"."""
    match = _COORDINATE.fullmatch(text.strip())
    if match is None:
        return None
    degrees, minutes, seconds, side = match.groups(default="0")
    value = int(degrees) + float(minutes) / 60 + float(seconds) / 3600
    return -value if side in "SW" else value


def _persons(found: Mapping[str, Value]) -> tuple[str, ...]:
    """Persons named in IPTC Extension, then those that only a face region names (MWG 2.0, chapter 6)."""
    regions = found.get("mwg-rs:Regions", {})
    listed = regions.get("mwg-rs:RegionList", []) if isinstance(regions, dict) else []
    faces = [
        _plain(region.get("mwg-rs:Name", ""))
        for region in _items(listed)
        if isinstance(region, dict) and region.get("mwg-rs:Type") == "Face"
    ]
    named = [_plain(value) for value in _items(found.get("Iptc4xmpExt:PersonInImage", []))]
    return texts.terms(named + faces)


def _location(found: Mapping[str, Value]) -> Location:
    """IPTC Core's four fields, else the first LocationShown of IPTC Extension."""

    def lines(source: Mapping[str, Value], *names: str) -> Location:
        return Location(*(texts.line(_plain(source.get(name, ""))) for name in names))

    core = lines(found, "Iptc4xmpCore:Location", "photoshop:City", "photoshop:State", "photoshop:Country")
    shown = next(iter(_items(found.get("Iptc4xmpExt:LocationShown", []))), "")
    if core != Location() or not isinstance(shown, dict):
        return core
    names = ("Sublocation", "City", "ProvinceState", "CountryName")
    return lines(shown, *(f"Iptc4xmpExt:{name}" for name in names))


def _shown(value: Value) -> Value:
    """A value cut to a size that can be kept and shown."""
    if isinstance(value, str):
        return texts.clean(value)[:_LONGEST_TAG]
    if isinstance(value, dict):
        return {name: _shown(member) for name, member in list(value.items())[:_MOST_VALUES]}
    return [_shown(item) for item in value[:_MOST_VALUES]]
