"""The darkroom of the sample pictures: light as numbers, brushes that add it, a film that records it.

A picture is an array of linear light (1.0 is paper white, lamps are brighter), so that blur, fog and
glow behave as light does; ``develop`` alone turns it into pixels. No scene is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Array = NDArray[np.floating[Any]]
"""Either a plane (height, width) or light (3, height, width): colour first, so that planes multiply it."""
Size = tuple[int, int]
"""Width and height, as Pillow has them."""
Point = tuple[float, float]
Random = np.random.Generator


def rgb(colour: str, strength: float = 1.0) -> Array:
    """Linear light of a colour written ``#rrggbb`` (IEC 61966-2-1), of shape (3, 1, 1)."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return (linear * strength).astype(np.float32)[:, None, None]


def blank(size: Size, colour: str = "#000000", strength: float = 1.0) -> Array:
    """A picture of one colour."""
    return np.broadcast_to(rgb(colour, strength), (3, size[1], size[0])).copy()


def grid(size: Size) -> tuple[Array, Array]:
    """Coordinates of each pixel, as a row and a column that broadcast: x in 0..width, y in 0..height."""
    x = np.arange(size[0], dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(size[1], dtype=np.float32)[:, None] + np.float32(0.5)
    return x, y


def ramp(size: Size, *stops: tuple[float, str]) -> Array:
    """A vertical gradient through colours at given heights (0 the top, 1 the bottom)."""
    rows = (np.arange(size[1]) + 0.5) / size[1]
    places = [place for place, _ in stops]
    colours = np.stack([rgb(colour).ravel() for _, colour in stops])
    column = np.stack([np.interp(rows, places, channel) for channel in colours.T])
    return np.repeat(column.astype(np.float32)[..., None], size[0], axis=2)


def smooth(low: float, high: float, value: Array) -> Array:
    """0 below ``low``, 1 above ``high``, an S-curve between; ``low`` may be the greater one."""
    t: Array = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(under: Array, over: Array, share: Array | float) -> Array:
    """``over`` laid on ``under``."""
    result = np.asarray((over - under) * share, np.float32)
    if result.ndim == under.ndim and result.size >= under.size:
        result += under  # in place: a fresh array of this size costs more than the sum
        return result
    return under + result


def resize(array: Array, size: Size, how: Image.Resampling = Image.Resampling.BICUBIC) -> Array:
    """A plane or light at another size."""
    if array.ndim == 2:
        return np.asarray(Image.fromarray(array).resize(size, how))
    return np.stack([resize(plane, size, how) for plane in array])


# --- Chance ---------------------------------------------------------------------------------------


def noise(rng: Random, size: Size, cell: float, *, octaves: int = 5, gain: float = 0.5, stretch: float = 1.0) -> Array:
    """Fractal value noise in 0..1 (mean 0.5): clouds, plaster, foliage. ``stretch`` draws it out sideways."""
    total = np.zeros((size[1], size[0]), np.float32)
    weight, sum_of_squares = 1.0, 0.0
    for _ in range(octaves):
        across, down = max(cell * stretch, 1.0), max(cell, 1.0)
        columns, rows = size[0] / across, size[1] / down
        coarse = Image.fromarray(rng.random((int(rows) + 3, int(columns) + 3), np.float32) - np.float32(0.5))
        box = (0.5, 0.5, 0.5 + columns, 0.5 + rows)
        total += np.float32(weight) * np.asarray(coarse.resize(size, Image.Resampling.BICUBIC, box=box))
        sum_of_squares += weight * weight
        weight *= gain
        cell /= 2
    # Value noise of independent octaves has a deviation of about a fifth; 0..1 is three of them.
    result: Array = np.clip(0.5 + total / np.float32(1.3 * sum_of_squares**0.5), 0, 1)
    return result


def profile(rng: Random, length: int, cell: float, *, octaves: int = 7, gain: float = 0.5) -> Array:
    """A line of hills in -1..1: fractal noise of one dimension, its crests sharp."""
    x = np.arange(length)
    total = np.zeros(length)
    weight = 1.0
    for octave in range(octaves):
        knots = rng.uniform(-1, 1, int(length / cell) + 4)
        wave = np.interp(x / cell + rng.random(), np.arange(knots.size), knots)
        total += weight * ((1 - 2 * np.abs(wave)) if octave < 3 else wave)
        weight *= gain
        cell = max(cell / 2, 2)
    return (total * (1 - gain)).astype(np.float32)


# --- Lens -----------------------------------------------------------------------------------------


def blur(array: Array, radius: float) -> Array:
    """Soften evenly, as fog does: a Gaussian by three boxes, on a copy no finer than needed."""
    if radius < 0.3:
        return array
    step = max(1, round(radius / 1.2))
    height, width = array.shape[-2:]
    small = array
    if step > 1:
        small = resize(array, (max(1, width // step), max(1, height // step)), Image.Resampling.BOX)
    reach = max(1, round(radius / step))
    for _ in range(3):
        small = _box(_box(small, reach, -2), reach, -1)
    return resize(small, (width, height)) if step > 1 else small


def _box(array: Array, reach: int, axis: int) -> Array:
    padding = [(0, 0)] * array.ndim
    padding[axis] = (reach + 1, reach)
    total = np.cumsum(np.pad(array, padding, mode="edge"), axis=axis, dtype=np.float64)
    span = 2 * reach + 1
    head, tail = [slice(None)] * array.ndim, [slice(None)] * array.ndim
    head[axis], tail[axis] = slice(span, None), slice(None, -span)
    return ((total[tuple(head)] - total[tuple(tail)]) / span).astype(np.float32)


def defocus(light: Array, radius: float) -> Array:
    """Throw out of focus: each point becomes the disc of an open aperture, so lamps turn into bokeh."""
    if radius < 1:
        return light
    step = max(1, int(radius / 2))
    height, width = light.shape[-2:]
    margin = int(2 * radius / step) + 1
    small = resize(light, (max(1, width // step), max(1, height // step)), Image.Resampling.BOX)
    rows, columns = (_quick_length(length + 2 * margin) for length in small.shape[-2:])
    beyond = [
        (margin, length - margin - inner) for length, inner in zip((rows, columns), small.shape[-2:], strict=True)
    ]
    padded = np.pad(small, ((0, 0), *beyond), mode="reflect")
    x, y = np.arange(columns), np.arange(rows)[:, None]
    distance = np.hypot(np.minimum(x, columns - x), np.minimum(y, rows - y)) / (radius / step)
    # Spherical aberration leaves the rim of the disc a little brighter than its middle.
    disc = np.clip((1 - distance) * radius / step + 0.5, 0, 1) * (0.8 + 0.4 * distance**4)
    spectrum = np.fft.rfft2((disc / disc.sum()).astype(np.float32))
    spread = np.fft.irfft2(np.fft.rfft2(padded) * spectrum, (rows, columns))
    inner = spread[:, margin : margin + small.shape[1], margin : margin + small.shape[2]]
    inner = np.ascontiguousarray(np.maximum(inner, 0), np.float32)
    return np.maximum(resize(inner, (width, height)), 0) if step > 1 else inner


def _quick_length(length: int) -> int:
    """The next length without prime factors above 5, which a Fourier transform does many times faster."""
    while True:
        rest = length
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return length
        length += 1


def focus(light: Array, unsharpness: Array, radius: float) -> Array:
    """Depth of field: sharp where ``unsharpness`` is 0, out of focus by ``radius`` where it is 1."""
    near = np.clip(unsharpness / np.float32(0.3), 0, 1)
    far = np.clip((unsharpness - np.float32(0.3)) / np.float32(0.7), 0, 1)
    # A little unsharpness shows no discs yet; a plain blur of the same spread is cheaper.
    return mix(mix(light, blur(light, radius * 0.15), near), defocus(light, radius), far)


# --- Brushes: each changes the light in place, inside the box that it touches ---------------------


def fill(
    light: Array,
    outline: Sequence[Point],
    colour: Array,
    *,
    opacity: float = 1.0,
    soft: float = 0.0,
    add: bool = False,
) -> None:
    """Paint a polygon with a colour, or with light of the picture's size; ``add`` shines instead."""
    xs, ys = zip(*outline, strict=True)
    margin = soft * 3 + 2
    box = _visible(light, min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)
    if box is None:
        return
    left, top, right, bottom = box
    scale = 3 if soft < 2 else 1
    stencil = Image.new("L", ((right - left) * scale, (bottom - top) * scale))
    ImageDraw.Draw(stencil).polygon([((x - left) * scale, (y - top) * scale) for x, y in outline], fill=255)
    stencil = stencil.reduce(scale).filter(ImageFilter.GaussianBlur(float(soft)))
    share = np.asarray(stencil, np.float32) * np.float32(opacity / 255)
    part = light[:, top:bottom, left:right]
    paint = colour[:, top:bottom, left:right] if colour.shape[-1] > 1 else colour
    part += share * (paint if add else paint - part)


def bokeh(light: Array, x: float, y: float, radius: float, colour: Array) -> None:
    """Add the disc that a lamp out of focus makes, its rim a little brighter than its middle."""
    box = _visible(light, x - radius - 2, y - radius - 2, x + radius + 2, y + radius + 2)
    if box is None:
        return
    left, top, right, bottom = box
    columns, rows = np.arange(left, right) + 0.5 - x, np.arange(top, bottom)[:, None] + 0.5 - y
    distance = np.hypot(columns, rows).astype(np.float32)
    inside = np.clip((radius - distance) * (4 / radius) ** 0.5, 0, 1)
    light[:, top:bottom, left:right] += inside * (0.75 + 0.4 * (distance / radius) ** 4) * colour


def glow(light: Array, x: float, y: float, radius: float, colour: Array) -> None:
    """Add the halo of a lamp in hazy air: bright at its heart, gone at ``radius``."""
    box = _visible(light, x - radius, y - radius, x + radius, y + radius)
    if box is None:
        return
    left, top, right, bottom = box
    columns, rows = np.arange(left, right) + 0.5 - x, np.arange(top, bottom)[:, None] + 0.5 - y
    share = ((columns**2 + rows**2) / radius**2).astype(np.float32)
    falloff = np.clip(1 - share, 0, 1) ** 2 / (1 + 24 * share)
    light[:, top:bottom, left:right] += falloff * colour


def _visible(light: Array, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int] | None:
    height, width = light.shape[-2:]
    box = max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1)
    return box if box[0] < box[2] and box[1] < box[3] else None


def ellipse(x: float, y: float, rx: float, ry: float, *, turn: float = 0.0, arc: Point = (0, 360)) -> list[Point]:
    """The outline of an ellipse, turned by degrees; with ``arc`` only the part between two angles."""
    angles = np.radians(np.linspace(arc[0], arc[1], 48))
    across, along = rx * np.cos(angles), ry * np.sin(angles)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return [
        (float(px), float(py)) for px, py in zip(x + c * across - s * along, y + s * across + c * along, strict=True)
    ]


def curve(*knots: Point, steps: int = 40) -> list[Point]:
    """A Bezier curve through its first and last knot, drawn towards those between."""
    t = np.linspace(0, 1, steps)[:, None]
    points = [np.array(knot, float)[None, :] for knot in knots]
    while len(points) > 1:
        points = [a + (b - a) * t for a, b in pairwise(points)]
    return [(float(px), float(py)) for px, py in points[0]]


def stroke(path: Sequence[Point], width: float, end: float | None = None) -> list[Point]:
    """The outline of a brush stroke along a path, ``width`` at its start and ``end`` at its end."""
    line = np.array(path, float)
    along = np.gradient(line, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], -1) / np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    half = np.linspace(width, width if end is None else end, len(line))[:, None] / 2
    edge = np.concatenate([line + normal * half, (line - normal * half)[::-1]])
    return [(float(px), float(py)) for px, py in edge]


# --- Film -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Film:
    """How the light is recorded: exposure in stops, warmth from -1 blue to 1 amber, the rest from 0."""

    exposure: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    warmth: float = 0.0
    bloom: float = 0.08
    vignette: float = 0.35
    grain: float = 0.018


_TONE_STEPS = 8192
_TONE_MIDDLE = np.float32(0.3)


def _tone_table(contrast: float) -> Array:
    """Narkowicz's fit of the ACES reference curve (deep shadows, a long soft shoulder), then display gamma.

    Tabulated over light / (light + middle), which gives shadows and lamps their share of the steps.
    """
    place = np.arange(_TONE_STEPS + 1, dtype=np.float32) / (_TONE_STEPS + 1)
    light = place * _TONE_MIDDLE / (1 - place)
    curve = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
    return np.asarray(np.clip(curve, 0, 1) ** (contrast / 2.2), np.float32)


def develop(light: Array, film: Film, rng: Random) -> Image.Image:
    """The photograph: halation of bright parts, vignette, the toe and shoulder of film, grain, sRGB."""
    height, width = light.shape[-2:]
    light = light * np.float32(2**film.exposure)
    if film.bloom:
        bright = blur(np.minimum(light, 6), min(width, height) / 28)
        light += np.float32(film.bloom) * (bright - np.float32(0.5) * np.minimum(light, bright))
    x, y = grid((width, height))
    off_axis = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 2
    light *= 1 - np.float32(film.vignette) * smooth(0.1, 1.2, off_axis)
    light *= np.array([1 + 0.16 * film.warmth, 1.0, 1 - 0.2 * film.warmth], np.float32)[:, None, None]
    luminance = np.float32(0.2126) * light[0] + np.float32(0.7152) * light[1] + np.float32(0.0722) * light[2]
    light = np.maximum(mix(luminance, light, film.saturation), 0)
    shown = np.take(_tone_table(film.contrast), (light / (light + _TONE_MIDDLE) * _TONE_STEPS).astype(np.int32))
    # Grain is coarser than a pixel, strongest in the mid-tones, nearly the same in all colours.
    speckle = rng.standard_normal((height, width), np.float32)
    speckle = np.float32(film.grain) * (0.6 * speckle + 0.5 * (np.roll(speckle, 1, 0) + np.roll(speckle, 1, 1)))
    shown += speckle * (0.35 + 2.2 * shown[1] * (1 - shown[1]))
    pixels = (np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(channel) for channel in pixels])
