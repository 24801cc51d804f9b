"""Regions of a picture as IPTC and the Metadata Working Group write them, turned into one value.

Takes XMP's values; gives frames in fractions of the upright picture. Draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from archive.media import texts
from archive.media.metadata import Region
from archive.media.properties import Value, items, languages, number, plain

MOST: Final = 500
MOST_VERTICES: Final = 200
_SAME_SHAPE: Final = 0.02
"""How far the proportions of two pictures may lie apart to be those of one, made smaller: rounding to pixels."""

Size = tuple[float, float]
_Point = tuple[float, float]


def read(found: Mapping[str, Value], size: Size | None, orientation: int) -> tuple[Region, ...]:
    """All regions of an XMP packet, MWG's first. ``size`` is that of the picture as it is stored, where known."""
    drawn = [*_mwg(found, size, orientation), *_iptc(found, size, orientation)]
    return tuple(drawn[:MOST])


def persons(regions: Iterable[Region]) -> list[str]:
    """Who is named in regions, each as often as it is."""
    return [name for region in regions for name in region.persons]


# MWG Guidelines 2.0, 5.9: the area's centre, in fractions of the picture that it was drawn on


def _mwg(found: Mapping[str, Value], size: Size | None, orientation: int) -> Iterator[Region]:
    info = found.get("mwg-rs:Regions", {})
    if not isinstance(info, dict):
        return
    drawn_on = _dimensions(info.get("mwg-rs:AppliedToDimensions"))
    turn = _turn(drawn_on, size, orientation)
    for item in items(info.get("mwg-rs:RegionList", []))[:MOST]:
        if not isinstance(item, dict):
            continue
        name = texts.line(plain(item.get("mwg-rs:Name", "")))
        kind = texts.line(plain(item.get("mwg-rs:Type", "")))
        region = _area(item.get("mwg-rs:Area"), drawn_on or size)
        if turn is None:  # drawn on a picture that was cut differently
            region = Region("rectangle")
        elif region.is_placed:
            region = _turned(region, turn)
        yield replace(region, name=name, kind=kind, persons=(name,) if name and kind == "Face" else ())


def _dimensions(value: Value | None) -> Size | None:
    if not isinstance(value, dict):
        return None
    width, height = (number(plain(value.get(f"stDim:{side}", ""))) for side in "wh")
    return (width, height) if width and height and width > 0 and height > 0 else None


def _turn(drawn_on: Size | None, size: Size | None, orientation: int) -> int | None:
    """The orientation by which regions are to be turned upright; None where they fit the picture no more.

    They are drawn on the picture as it is stored. Some programs draw on the upright one: the proportions of the
    picture that they state tell.
    """
    if drawn_on is None or size is None or _alike(drawn_on, size):
        return orientation
    return 1 if orientation >= 5 and _alike(drawn_on, size[::-1]) else None


def _alike(first: Size, second: Size) -> bool:
    return abs(math.log(first[0] / first[1] * second[1] / second[0])) < _SAME_SHAPE


def _area(value: Value | None, size: Size | None) -> Region:
    if not isinstance(value, dict):
        return Region("rectangle")
    x, y, width, height, across = (number(plain(value.get(f"stArea:{name}", ""))) for name in ("x", "y", "w", "h", "d"))
    if plain(value.get("stArea:unit", "")) == "pixel":
        return _framed("rectangle", _fractions(size, x, y, width, height), centred=True)
    if across and not width:  # a circle by its diameter, in fractions of the smaller side
        least = min(size) if size else 1.0
        width, height = (across * least / side for side in size or (1.0, 1.0))
        return _framed("circle", (x, y, width, height), centred=True)
    return _framed("rectangle", (x, y, width, height), centred=True)


def _fractions(size: Size | None, *values: float | None) -> tuple[float | None, ...]:
    """Pixels as fractions: x and widths of the width, y and heights of the height, in turns."""
    if size is None:
        return (None,) * len(values)
    return tuple(value / size[at % 2] if value is not None else None for at, value in enumerate(values))


# IPTC Photo Metadata Standard 2025.1, structure Region Boundary: the upper left corner, relative or in pixels


def _iptc(found: Mapping[str, Value], size: Size | None, orientation: int) -> Iterator[Region]:
    for item in items(found.get("Iptc4xmpExt:ImageRegion", []))[:MOST]:
        if not isinstance(item, dict):
            continue
        region = _boundary(item.get("Iptc4xmpExt:RegionBoundary"), size)
        if region.is_placed:
            region = _turned(region, orientation)
        name = languages(item.get("Iptc4xmpExt:Name"))
        named = [plain(value) for value in items(item.get("Iptc4xmpExt:PersonInImage", []))]
        yield replace(
            region,
            name=texts.line(name.get("", next(iter(name.values()), ""))),
            kind=", ".join(_entities(item.get("Iptc4xmpExt:rCtype", []))),
            persons=texts.terms([*named, *detailed_persons(item)]),
        )


def detailed_persons(found: Mapping[str, Any]) -> list[str]:
    """The names in PersonInImageWDetails."""
    details = items(found.get("Iptc4xmpExt:PersonInImageWDetails", []))
    return [plain(person.get("Iptc4xmpExt:PersonName", "")) for person in details if isinstance(person, dict)]


def _entities(value: Value) -> tuple[str, ...]:
    names = (plain(item.get("Iptc4xmpExt:Name", "")) for item in items(value) if isinstance(item, dict))
    return texts.terms(names)


def _boundary(value: Value | None, size: Size | None) -> Region:
    shape = texts.line(plain(value.get("Iptc4xmpExt:rbShape", ""))).casefold() if isinstance(value, dict) else ""
    if not isinstance(value, dict) or shape not in ("rectangle", "circle", "polygon"):
        return Region("rectangle")
    in_pixels = texts.line(plain(value.get("Iptc4xmpExt:rbUnit", ""))).casefold() == "pixel"

    def numbers(source: Mapping[str, Any], *names: str) -> tuple[float | None, ...]:
        stated = tuple(number(plain(source.get(f"Iptc4xmpExt:{name}", ""))) for name in names)
        return _fractions(size, *stated) if in_pixels else stated

    if shape == "rectangle":
        return _framed(shape, numbers(value, "rbX", "rbY", "rbW", "rbH"))
    if shape == "circle":  # the radius is measured along the x axis
        x, y, radius = numbers(value, "rbX", "rbY", "rbRx")
        wide, high = size or (1.0, 1.0)
        across = radius * 2 if radius else None
        return _framed(shape, (x, y, across, across and across * wide / high), centred=True)
    corners = items(value.get("Iptc4xmpExt:rbVertices", []))[:MOST_VERTICES]
    points = [numbers(corner, "rbX", "rbY") for corner in corners if isinstance(corner, dict)]
    return _polygon([(x, y) for x, y in points if x is not None and y is not None])


def _framed(shape: str, frame: tuple[float | None, ...], *, centred: bool = False) -> Region:
    """A region of a frame, or one without a place where the frame is none or lies outside of the picture."""
    x, y, width, height = frame
    if x is None or y is None or not width or not height or width < 0 or height < 0:
        return Region(shape)
    if centred:
        x, y = x - width / 2, y - height / 2
    if x >= 1 or y >= 1 or x + width <= 0 or y + height <= 0 or width > 2 or height > 2:
        return Region(shape)
    return Region(shape, round(x, 6), round(y, 6), round(width, 6), round(height, 6))


def _polygon(points: list[_Point]) -> Region:
    if len(points) < 3:
        return Region("polygon")
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
    region = _framed("polygon", (left, top, right - left, bottom - top))
    return replace(region, vertices=tuple(points)) if region.is_placed else region


def _turned(region: Region, orientation: int) -> Region:
    """A region of the stored picture as it lies in the upright one (EXIF 3.0, 4.6.5.1.6)."""
    corners = [(region.x, region.y), (region.x + region.width, region.y + region.height)]
    (left, top), (right, bottom) = (_upright(point, orientation) for point in corners)
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    return replace(
        region,
        x=round(left, 6),
        y=round(top, 6),
        width=round(right - left, 6),
        height=round(bottom - top, 6),
        vertices=tuple(
            (round(x, 6), round(y, 6)) for x, y in (_upright(point, orientation) for point in region.vertices)
        ),
    )


def _upright(point: _Point, orientation: int) -> _Point:
    x, y = point
    return {
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (1 - y, x),
        7: (1 - y, 1 - x),
        8: (y, 1 - x),
    }.get(orientation, point)
