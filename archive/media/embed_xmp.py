"""Writes properties of the IPTC standard as an XMP packet, each in the form that the standard's table gives it.

The reverse of ``properties``: JSON values by id in, bytes out. Knows no pictures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from archive.media.iptc_standard import BY_XMP, PROPERTIES, STRUCTURES, Kind, Shape
from archive.text import pick

_NAMESPACES: Final = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "dc": "http://purl.org/dc/elements/1.1/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
for _prefix, _uri in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _uri)

# XML 1.0 section 2.2, production [2]. It shuts out NUL, which would also end an EXIF text early.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL: Final = {name.partition(":")[2]: name for name in BY_XMP}


def clean(text: str) -> str:
    """A text fit for XML and for EXIF."""
    return _FORBIDDEN.sub("", text).strip()


def packet(properties: Mapping[str, Any]) -> bytes:
    """The packet of these properties. What has no value, or none of the right form, is left out."""
    root = Element(_name("x:xmpmeta"))
    rdf = SubElement(root, _name("rdf:RDF"))
    description = SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})
    for each in PROPERTIES.values():
        if each.id in properties:
            _add(description, each.xmp, properties[each.id], each.shape)
    text = ElementTree.tostring(root, encoding="unicode")
    # ISO 16684-1, 7.3.2: the packet wrapper with its fixed id.
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n{text}\n<?xpacket end="w"?>'.encode()


def _name(qualified: str) -> str:
    """``dc:title`` as ElementTree spells it."""
    prefix, local = qualified.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _add(parent: Element, name: str, value: Any, shape: Shape) -> None:
    """Add a value under a name, unless it is empty."""
    element = Element(_name(name))
    if shape.container:
        one = Shape(shape.kind, structure=shape.structure)
        array = SubElement(element, _name(f"rdf:{shape.container}"))
        for item in value if isinstance(value, list | tuple) else [value]:
            _add(array, "rdf:li", item, one)
        filled = len(array) > 0
    elif shape.kind is Kind.LANGUAGES:
        filled = _alternatives(element, value)
    elif shape.kind is Kind.STRUCTURE:
        filled = _members(element, value, STRUCTURES[shape.structure])
    else:
        element.text = clean(_written(value, shape.kind, name))
        filled = bool(element.text)
    if filled:
        parent.append(element)


def _alternatives(element: Element, value: Any) -> bool:
    """A language alternative: ``x-default`` first, as 8.2.2.4 of the standard asks, then each language."""
    texts = (
        {code: clean(text) for code, text in value.items()} if isinstance(value, Mapping) else {"": clean(str(value))}
    )
    texts = {code: text for code, text in texts.items() if text}
    if not texts:
        return False
    array = SubElement(element, _name("rdf:Alt"))
    for code, text in ({"x-default": pick(texts, "")} | {c: t for c, t in texts.items() if c}).items():
        SubElement(array, _name("rdf:li"), {_name("xml:lang"): code}).text = text
    return True


def _members(element: Element, value: Any, members: Mapping[str, Shape]) -> bool:
    """A structure's members by their local names; those of namespaces that are not ours are left out."""
    element.set(_name("rdf:parseType"), "Resource")
    named = {name.partition(":")[2]: name for name in members}
    for local, member in (value if isinstance(value, Mapping) else {}).items():
        if name := named.get(local) or _LOCAL.get(local):
            _add(element, name, member, members.get(name) or BY_XMP[name].shape)
    return len(element) > 0


def _written(value: Any, kind: Kind, name: str) -> str:
    if kind is Kind.COORDINATE and isinstance(value, int | float):
        side = ("NS" if "Latitude" in name else "EW")[value < 0]
        degrees, minutes = divmod(round(abs(value) * 60, 6), 60)
        return f"{degrees:.0f},{minutes:.6f}".rstrip("0").rstrip(".") + side
    if isinstance(value, float) and kind is Kind.NUMBER and name.startswith("exif:"):
        return f"{round(value * 1000)}/1000"  # EXIF's numbers are fractions (ISO 16684-2)
    return str(value) if isinstance(value, str | int | float) else ""
