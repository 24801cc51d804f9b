"""XMP: the RDF record that editors write today (ISO 16684-1), with IPTC Core and Extension in it.

Takes the bare packet; knows no files. Entities, document types and deep nesting are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from archive.media import moments, properties, regions, texts
from archive.media.keeping import Keeper
from archive.media.metadata import CaptureTime, Location, Metadata, Position, Region
from archive.media.properties import Value, degrees, items, languages, number, plain
from archive.text import Message

LARGEST: Final = 4 << 20
DEEPEST: Final = 64
MOST_ELEMENTS: Final = 50_000

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
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://ns.adobe.com/xmp/note/": "xmpNote",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.adobe.com/xmp/sType/Area#": "stArea",
    "http://ns.adobe.com/xap/1.0/sType/Dimensions#": "stDim",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
"""The prefixes that we look properties up by, whatever the file calls them."""


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
            raise _RefusedError(Message("The XMP block was left aside: it is nested too deeply, or too large."))
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def read(packet: bytes, extension: bytes = b"", size: regions.Size | None = None, turn: int | None = None) -> Metadata:
    """What an XMP packet says; what cannot be read is named in ``problems``, nothing is raised.

    ``extension`` is the part that did not fit into a JPEG's first segment. Regions are placed by the ``size`` of
    the picture as it is stored, and turned upright by the orientation ``turn``; the packet's own where None.
    """
    problems: list[str] = []
    found = {**_found(packet, problems), **(_found(extension, problems) if extension else {})}
    return _metadata(found, size, turn, problems)


def sidecar(data: bytes) -> Metadata:
    """What an XMP file says of the photo that it stands beside; nothing is raised, as with ``read``."""
    return read(data)


def extension_of(packet: bytes) -> str:
    """The id of the extension that a packet says it has; empty where there is none (ISO 16684-3, 1.1.3.1)."""
    found = _found(packet, []) if b"HasExtendedXMP" in packet else {}
    return plain(found.get("xmpNote:HasExtendedXMP", ""))


def _found(packet: bytes, problems: list[str]) -> Mapping[str, Value]:
    try:
        return _properties(packet)
    except _RefusedError as error:
        problems.append(error.args[0])
    except DefusedXmlException:
        problems.append(Message("The XMP block was left aside: it declares entities, which XMP has no use for."))
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        problems.append(Message("The XMP block is damaged: %(why)s.", why=texts.line(str(error))[:200]))
    return {}


def _properties(packet: bytes) -> Mapping[str, Value]:
    if len(packet) > LARGEST:
        raise _RefusedError(Message("The XMP block was left aside: it is larger than %(most)s MB.", most=LARGEST >> 20))
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


def _metadata(found: Mapping[str, Value], size: regions.Size | None, turn: int | None, problems: list[str]) -> Metadata:
    def line(name: str) -> str:
        return texts.line(plain(found.get(name, "")))

    def terms(name: str) -> tuple[str, ...]:
        return texts.terms(plain(value) for value in items(found.get(name, [])))

    orientation = _orientation(line("tiff:Orientation"))
    drawn = regions.read(found, size, orientation if turn is None else turn)
    keeper = Keeper("XMP")
    return Metadata(
        captured=_captured(found, problems),
        camera_make=line("tiff:Make"),
        camera_model=line("tiff:Model"),
        lens=line("exifEX:LensModel") or line("aux:Lens"),
        orientation=orientation,
        position=_position(found),
        title=languages(found.get("dc:title")),
        headline=line("photoshop:Headline"),
        caption=languages(found.get("dc:description")),
        keywords=terms("dc:subject"),
        creators=terms("dc:creator"),
        credit=line("photoshop:Credit"),
        copyright=line("dc:rights"),
        usage_terms=line("xmpRights:UsageTerms"),
        persons_shown=_persons(found, drawn),
        event=line("Iptc4xmpExt:Event"),
        location=_location(found),
        regions=drawn,
        iptc_properties=keeper.keep(properties.of_xmp(found)),
        tags={"xmp": Keeper("XMP").keep(_tags(found))} if found else {},
        problems=(*problems, *keeper.problems),
    )


def _captured(found: Mapping[str, Value], problems: list[str]) -> CaptureTime | None:
    text = plain(found.get("photoshop:DateCreated") or found.get("exif:DateTimeOriginal", ""))
    try:
        return moments.parse(text)
    except ValueError as error:
        problems.append(error.args[0])
        return None


def _orientation(text: str) -> int:
    return int(text) if text in "12345678" and len(text) == 1 else 1


def _position(found: Mapping[str, Value]) -> Position | None:
    latitude = degrees(plain(found.get("exif:GPSLatitude", "")))
    longitude = degrees(plain(found.get("exif:GPSLongitude", "")))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    altitude = number(plain(found.get("exif:GPSAltitude", "")))
    if altitude is not None and plain(found.get("exif:GPSAltitudeRef", "")) == "1":
        altitude = -altitude
    return Position(latitude, longitude, altitude) if latitude or longitude else None


def _persons(found: Mapping[str, Value], drawn: tuple[Region, ...]) -> tuple[str, ...]:
    """Persons named in IPTC Extension, then those that only a region names (MWG 2.0, chapter 6)."""
    named = [plain(value) for value in items(found.get("Iptc4xmpExt:PersonInImage", []))]
    return texts.terms([*named, *regions.detailed_persons(found), *regions.persons(drawn)])


def _location(found: Mapping[str, Value]) -> Location:
    """IPTC Core's four fields, else the first LocationShown of IPTC Extension."""

    def lines(source: Mapping[str, Value], *names: str) -> Location:
        return Location(*(texts.line(plain(source.get(name, ""))) for name in names))

    core = lines(found, "Iptc4xmpCore:Location", "photoshop:City", "photoshop:State", "photoshop:Country")
    shown = next(iter(items(found.get("Iptc4xmpExt:LocationShown", []))), "")
    if core != Location() or not isinstance(shown, dict):
        return core
    names = ("Sublocation", "City", "ProvinceState", "CountryName")
    return lines(shown, *(f"Iptc4xmpExt:{name}" for name in names))


def _tags(value: Any) -> Any:
    """A value with its texts cleaned."""
    if isinstance(value, str):
        return texts.clean(value)
    if isinstance(value, Mapping):
        return {name: _tags(member) for name, member in value.items()}
    return [_tags(item) for item in value]
