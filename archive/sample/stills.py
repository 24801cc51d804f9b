"""Sample scenes at arm's length: paper and pen, book, jar, flags, violin. Each returns linear light."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from archive.sample.canvas import (
    Array,
    Point,
    Random,
    Size,
    blank,
    blur,
    bokeh,
    curve,
    ellipse,
    fill,
    focus,
    glow,
    grid,
    mix,
    noise,
    ramp,
    rgb,
    smooth,
    stroke,
)
from archive.sample.space import Camera, Texture

_EYE = 0.2
"""How high the camera is above a table, in metres."""


def _backdrop(rng: Random, size: Size, *, top: str, bottom: str, tints: tuple[str, ...], count: int = 40) -> Array:
    """A dark room far behind, its lamps out of focus."""
    width, height = size
    light = ramp(size, (0.0, top), (1.0, bottom))
    for _ in range(count):
        at = rng.uniform(0, width), height * float(np.clip(rng.normal(0.25, 0.18), 0, 0.7))
        bokeh(light, *at, width * rng.uniform(0.015, 0.045), rgb(rng.choice(tints), float(rng.gamma(1.3, 0.13))))
    return light


def _table_top(rng: Random, camera: Camera, light: Array, colour: str) -> Array:
    """Lay a polished table from the horizon down to the lens; gives the distance of each row."""
    width, height = camera.size
    row = int(camera.horizon * height) + 2
    across, down = camera.rays()
    z = np.float32(_EYE) / down[row:]
    plane = np.repeat(z, width, axis=1)
    grain = noise(rng, (768, 768), 50, octaves=7, gain=0.6, stretch=9)
    wood = Texture(rgb(colour) * (0.5 + 0.9 * grain), 1.3, 1.3)
    body = wood.at(across * plane + 5, plane, plane / np.float32(camera.focal * width) * 2)
    mirrored = light[:, np.clip(2 * row - np.arange(row, height), 0, row - 1)]
    shine = blur(mirrored, width / 90) * (0.10 + 0.45 * np.clip(1 - down[row:] * 2.4, 0, 1) ** 3)
    pool = np.exp(-((across * plane - 0.05) ** 2) / 0.25 - (plane - 0.75) ** 2 / 0.35)
    lit = body * (0.12 + 0.95 * pool) * rgb("#ffdcae", 1.3) + shine
    edge = np.clip((np.arange(height - row, dtype=np.float32)[:, None] - 1) / 14, 0, 1)
    light[:, row:] = mix(light[:, row:], lit, edge)
    return np.concatenate([np.full((row, 1), 30, np.float32), z])


def _page(rng: Random, *, lines: int, signed: bool) -> Texture:
    """A printed page, 0.21 by 0.30 m: a heading, grey words, perhaps two signatures and a seal."""
    width, height = 840, 1200
    page = blank((width, height), "#f6f0e2")
    page *= 0.96 + 0.05 * noise(rng, (width, height), 5, octaves=3)
    ink = rgb("#1c1a22")
    for offset, share in ((70, 0.5), (100, 0.36)):
        fill(
            page,
            [
                (width * (0.5 - share / 2), offset),
                (width * (0.5 + share / 2), offset),
                (width * (0.5 + share / 2), offset + 15),
                (width * (0.5 - share / 2), offset + 15),
            ],
            ink,
            opacity=0.8,
        )
    for line in range(lines):
        y = 170 + line * 27
        x, end = (
            95.0 + 40 * (line % 7 == 0),
            745 - (rng.uniform(120, 420) if line % 7 == 6 else rng.uniform(0, 14)),
        )
        while x < end:
            wide = rng.gamma(4, 11)
            _word(page, rng, x, y, min(wide, end - x), ink)
            x += wide + 9
    if signed:
        for left in (130, 500):
            y = height - 170
            fill(page, stroke([(left, y + 34), (left + 220, y + 34)], 2), ink, opacity=0.6)
            _signature(page, rng, (left + 10, y), rgb("#1a2f7a"))
        fill(page, stroke(ellipse(430, height - 190, 62, 62), 5), rgb("#24459a"), opacity=0.45)
        fill(page, stroke(ellipse(430, height - 190, 44, 44), 3), rgb("#24459a"), opacity=0.4)
    return Texture(page, 0.21, 0.30)


def _word(page: Array, rng: Random, x: float, y: float, wide: float, ink: Array) -> None:
    """Letters as a reader out of focus sees them: strokes of one height, here and there one taller."""
    count = max(1, int(wide / 6))
    tall = np.repeat(np.where(rng.random(count) < 0.22, 13, 9), 4)
    left, width = int(x), 4 * count
    strokes = np.tile(np.array([1, 1, 0.5, 0], np.float32), count) * rng.uniform(0.75, 1, width)
    for step in range(13):
        part = page[:, int(y) - step, left : left + width]
        part += (ink[:, 0] - part) * (strokes * (tall > step) * 0.95)[: part.shape[1]].astype(np.float32)


def _signature(page: Array, rng: Random, at: Point, ink: Array) -> None:
    steps = np.linspace(0, 1, 220)
    x = at[0] + 190 * steps + 20 * np.sin(steps * 31)
    y = at[1] - 30 * np.sin(steps * 23 + rng.uniform(0, 6)) * (1.1 - steps) - 12 * np.sin(steps * 47)
    fill(page, stroke(list(zip(x, y, strict=True)), 4.5, 2), ink, opacity=0.9)


def _lay(
    light: Array,
    camera: Camera,
    page: Texture,
    corner: tuple[float, float],
    turn: float,
    *,
    lift: float = 1.0,
) -> None:
    """Put a page on the table, its lower left corner at (x, z), turned by degrees, with a soft shadow."""
    width, height = camera.size
    c, s = float(np.cos(np.radians(turn))), float(np.sin(np.radians(turn)))

    def at(u: float, v: float) -> Point:
        return camera.project(corner[0] + c * u - s * v, _EYE, corner[1] + s * u + c * v)

    outline = [at(0, 0), at(0.21, 0), at(0.21, 0.30), at(0, 0.30)]
    shadow = [(x + width * 0.012, y + width * 0.008) for x, y in outline]
    fill(light, shadow, rgb("#000000"), opacity=0.5, soft=width / 110)
    across, down = camera.rays()
    top = max(int(camera.horizon * height) + 3, int(min(y for _, y in outline)) - 2)
    z = np.repeat(np.float32(_EYE) / down[top:], width, axis=1)
    x = across * z - np.float32(corner[0])
    deep = z - np.float32(corner[1])
    u, v = np.float32(c) * x + np.float32(s) * deep, np.float32(c) * deep - np.float32(s) * x
    inside = (u > 0) & (u < 0.21) & (v > 0) & (v < 0.30)
    fine = z[inside] * np.clip(z[inside] / _EYE, 1, 4) / np.float32(camera.focal * width)
    shown = page.at(u[inside], 0.2999 - v[inside], fine)
    glowing = np.exp(-((x + corner[0] - 0.05) ** 2) / 0.3 - (z - 0.75) ** 2 / 0.35)[inside]
    layer = np.zeros_like(light)
    layer[:, top:][:, inside] = shown * (0.16 + 0.85 * glowing) * rgb("#ffe6c4", lift)[:, 0]
    fill(light, outline, layer)


def memorandum(rng: Random, size: Size, *, sharp: float = 0.55) -> Array:
    """Two signed sheets and a pen on a polished table, the hall behind only lights."""
    width, _ = size
    camera = Camera(size, focal=1.15, horizon=0.24)
    light = _backdrop(rng, size, top="#0d0a0c", bottom="#3a2414", tints=("#ffcf8a", "#ff9a5a", "#9fc4ff", "#fff0d0"))
    distance = _table_top(rng, camera, light, "#6a3818")
    _lay(light, camera, _page(rng, lines=30, signed=True), (0.06, 0.67), -28)
    _lay(light, camera, _page(rng, lines=26, signed=True), (-0.205, 0.475), 11)
    light = focus(light, np.clip(np.abs(1 / distance - 1 / sharp) * 0.95 - 0.1, 0, 1), width / 65)
    _pen(light, camera, (0.12, 0.50), (0.005, 0.585))
    return light


def _pen(light: Array, camera: Camera, tail: tuple[float, float], tip: tuple[float, float]) -> None:
    """A fountain pen lying on the paper: black lacquer, a gold nib, one long highlight."""
    start, end = camera.project(tail[0], _EYE - 0.012, tail[1]), camera.project(tip[0], _EYE - 0.004, tip[1])
    thick = camera.scale(tail[1]) * 0.0135
    line = [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t) for t in np.linspace(0, 1, 40)]
    shade = [(x + thick * 0.4, y + thick * 0.95) for x, y in line]
    fill(light, stroke(shade, thick * 0.95, thick * 0.5), rgb("#100804"), opacity=0.6, soft=thick * 0.22)
    fill(light, stroke(line[32:], thick * 0.5, thick * 0.06), rgb("#f2c45a", 0.9), soft=0.6)
    fill(light, stroke(line[30:34], thick * 0.75, thick * 0.6), rgb("#caa04a"), soft=0.6)
    fill(light, stroke(line[:31], thick, thick * 0.78), rgb("#08070a"), soft=0.8)
    for at, wide in ((12, 0.9), (13, 0.9), (1, 1.0)):
        fill(light, stroke(line[at : at + 2], thick * 1.04 * wide), rgb("#f0c868", 0.9), soft=0.5)
    gleam = [(x, y - thick * 0.2) for x, y in line[:30]]
    fill(light, stroke(gleam, thick * 0.16, thick * 0.1), rgb("#ffe9cc", 1.5), soft=thick * 0.06, opacity=0.85)


def open_book(rng: Random, size: Size) -> Array:
    """An open book under a lamp, its lines running out of focus."""
    width, height = size
    camera = Camera(size, focal=1.3 * max(1.0, height / width * 0.9), horizon=0.2)
    light = _backdrop(
        rng,
        size,
        top="#0a0b10",
        bottom="#2c1c12",
        tints=("#ffd9a0", "#ffb870", "#7fd0a0", "#fff0d8"),
        count=50,
    )
    distance = _table_top(rng, camera, light, "#5a3216")
    for step in range(9, 0, -1):  # the edges of the leaves under the open pages
        wide, near = 0.211 + 0.0022 * step, 0.511 - 0.0012 * step
        leaf = [camera.project(x, _EYE, z) for x, z in ((-wide, near), (wide, near), (wide, 0.81), (-wide, 0.81))]
        tone = rgb("#d8ccb0", float(rng.uniform(0.3, 0.5)))
        fill(light, leaf, tone, soft=width / 300 if step == 9 else 0.6)
    _lay(light, camera, _page(rng, lines=37, signed=False), (-0.212, 0.51), 0)
    _lay(light, camera, _page(rng, lines=37, signed=False), (0.002, 0.51), 0)
    x, _ = grid(size)
    gutter = np.exp(-np.abs(x - width * 0.5) / (width * 0.04)) * (distance < 0.81)
    light = light * (1 - 0.55 * gutter)
    return focus(light, np.clip(np.abs(1 / distance - 1 / 0.6) * 1.3 - 0.06, 0, 1), width / 55)


def moon_jar(rng: Random, size: Size, *, wall: str = "#5d6468", sun: str = "#ffe3bd") -> Array:
    """A white porcelain moon jar on a low table in the light of one window."""
    width, height = size
    x, y = grid(size)
    plaster = noise(rng, size, height / 3, octaves=8, gain=0.55)
    beam = smooth(-0.1, 0.55, 0.9 - np.abs(x / width - 0.35 + 0.35 * (y / height - 0.3)) * 1.6)
    light = rgb(wall) * ((0.25 + 0.75 * plaster) * (0.2 + 0.85 * beam))
    shade = (x / width - 0.35 + 0.35 * (y / height - 0.3)) * 9
    light *= 1 - 0.35 * smooth(0.86, 0.99, np.abs(np.cos(shade * 1.6))) * smooth(0.2, 0.7, beam)
    board = height * 0.76
    wood = noise(rng, (width, int(height - board)), 26, octaves=7, gain=0.6, stretch=14)
    row = height - wood.shape[0]
    light[:, row:] = rgb("#4a2f1c") * ((0.35 + 1.0 * wood) * (0.25 + 0.9 * beam[row:]))
    light[:, row : row + 5] += rgb("#a8764a", 0.25)
    radius = min(width * 0.26, height * 0.3)
    middle, centre = width * 0.54, board - radius * 0.86
    shadow = [
        (middle - radius * 0.2, board + radius * 0.02),
        (middle + radius * 2.4, board - radius * 0.02),
        (middle + radius * 2.6, board + radius * 0.22),
        (middle + radius * 0.1, board + radius * 0.2),
    ]
    fill(light, shadow, rgb("#0c0705"), opacity=0.75, soft=radius * 0.07)
    fill(
        light,
        ellipse(middle, board + radius * 0.06, radius * 0.62, radius * 0.1),
        rgb("#050302"),
        opacity=0.8,
        soft=radius * 0.05,
    )
    return _porcelain(light, rng, (middle, centre), radius, rgb(sun))


def _porcelain(light: Array, rng: Random, middle: Point, radius: float, sun: Array) -> Array:
    """The jar itself: a body not quite round, thrown in two halves, with a short neck and a soft glaze."""
    height, width = light.shape[-2:]
    x, y = grid((width, height))
    v = (y - np.float32(middle[1])) / np.float32(radius)
    half = np.sqrt(np.clip(1 - (v / 0.93) ** 2, 0, 1)) * (1 + 0.012 * np.sin(v * 7))
    neck = (v < -0.80) & (v > -0.99)
    half = np.where(neck, np.maximum(half, 0.43 + 0.5 * (np.abs(v + 0.9)) ** 1.5), half)
    half = np.where((v > 0.84) & (v < 0.9), np.maximum(half, 0.4), np.where(v >= 0.9, 0, half)).astype(np.float32)
    u = (x - np.float32(middle[0] + radius * 0.012)) / np.float32(radius)
    share = u / np.maximum(half, np.float32(1e-3))
    inside = np.clip((1 - np.abs(share)) * np.maximum(half, 1e-3) * radius, 0, 1) * (half > 0.01)
    facing = np.sqrt(np.clip(1 - share * share, 0, 1))
    lean = np.where(neck, np.float32(0), v)
    nx, ny, nz = (
        share * np.sqrt(np.clip(1 - lean * lean, 0.05, 1)),
        lean,
        facing * np.sqrt(np.clip(1 - lean * lean, 0.02, 1)),
    )
    diffuse = np.clip(-0.74 * nx - 0.38 * ny + 0.55 * nz, 0, 1)
    bounce = np.clip(0.5 * ny + 0.35 * nx + 0.2, 0, 1)
    mottle = noise(rng, (width, height), radius * 0.5, octaves=6)
    glaze = rgb("#f0ece0") * (0.93 + 0.1 * mottle)
    gloss = np.exp(-((nx + 0.56) ** 2 + (ny + 0.42) ** 2) / 0.006) * 0.9 + 0.12 * np.exp(
        -((nx + 0.5) ** 2 + (ny + 0.4) ** 2) / 0.09
    )
    seam = 1 - 0.07 * np.exp(-(((v - 0.04) / 0.012) ** 2))
    mouth = np.clip(1 - ((u / 0.42) ** 2 + ((v + 0.975) / 0.045) ** 2), 0, 1)
    body = (
        glaze * (diffuse**1.1 * seam * sun * 1.05 + bounce * rgb("#8a6a4a", 0.16) + rgb("#5f7388", 0.07)) + gloss * sun
    )
    shown = mix(light, body, inside)
    return mix(shown, rgb("#1a1612"), np.clip(mouth * 6, 0, 1) * np.float32(0.9))


def flags(rng: Random, size: Size) -> Array:
    """Two table flags side by side before the lights of the hall."""
    width, height = size
    light = _backdrop(
        rng,
        size,
        top="#0c0d12",
        bottom="#2c1e18",
        tints=("#ffd9a0", "#ffb870", "#ffe9c8", "#9fd0ff"),
        count=70,
    )
    _, y = grid(size)
    light += smooth(0.6, 1.0, y / height) * rgb("#5a3a20", 0.25)
    for pole, way, paint in ((0.47, -1, _sun_flag), (0.53, 1, _taegeuk_flag)):
        _flag(light, rng, pole * width, way, paint(rng))
    return light


def _flag(light: Array, rng: Random, pole: float, way: int, cloth: Array) -> None:
    height, width = light.shape[-2:]
    x, y = grid((width, height))
    top, tall = height * 0.16, height * 0.4
    long = min(tall * 1.5, width * 0.4)
    u = (x - np.float32(pole)) * way / np.float32(long)
    phase = rng.uniform(0, 6)
    hang = 0.16 * u * u + 0.035 * np.sin(u * 9 + phase) * u
    v = (y - np.float32(top)) / np.float32(tall) - hang + 0.02 * np.sin(u * 14 + phase)
    fold = np.sin(u * 11 + v * 2.2 + phase) + 0.5 * np.sin(u * 23 - v * 3 + phase)
    shading = 0.72 + 0.24 * fold + 0.06 * noise(rng, (width, height), 3, octaves=2)
    inside = (
        np.clip(u * 300, 0, 1)
        * np.clip((1 - u + 0.012 * fold) * 300, 0, 1)
        * np.clip(v * 260, 0, 1)
        * np.clip((1 - v) * 260, 0, 1)
    )
    rows = np.clip(v * cloth.shape[1], 0, cloth.shape[1] - 1).astype(np.int32)
    flat = np.clip(u + 0.012 * np.sin(u * 11 + phase), 0, 0.999) * cloth.shape[2]
    columns = np.broadcast_to(flat, rows.shape).astype(np.int32)
    light[:] = mix(light, cloth[:, rows, columns] * np.clip(shading, 0.15, 1.3), inside)
    mast = [(pole, top - tall * 0.08), (pole, height * 0.98)]
    fill(light, stroke(mast, width * 0.006), rgb("#a8823a", 0.7), soft=0.6)
    fill(
        light,
        stroke([(px - width * 0.0012, py) for px, py in mast], width * 0.0014),
        rgb("#ffe9b8", 1.3),
        soft=0.8,
    )
    fill(light, ellipse(pole, top - tall * 0.1, width * 0.007, width * 0.009), rgb("#e8b850"), soft=0.6)
    foot = height * 0.975
    fill(light, ellipse(pole, foot, width * 0.05, width * 0.014), rgb("#3a2a14"), soft=1)
    glow(light, pole - width * 0.02, foot - width * 0.004, width * 0.03, rgb("#ffe0a0", 0.5))


def _sun_flag(rng: Random) -> Array:
    """Sky blue, a golden sun with its rays over a soaring bird, an ornament at the hoist."""
    size = (900, 600)
    cloth, gold = blank(size, "#0093a8"), rgb("#f7c81e")
    for ray in np.linspace(0, 360, 32, endpoint=False):
        fill(
            cloth,
            ellipse(
                450 + 148 * np.cos(np.radians(ray)),
                250 + 148 * np.sin(np.radians(ray)),
                30,
                8,
                turn=float(ray),
            ),
            gold,
        )
    fill(cloth, ellipse(450, 250, 104, 104), gold)
    for side in (-1, 1):
        wing = curve((450, 440), (450 + side * 120, 450), (450 + side * 210, 330)) + curve(
            (450 + side * 210, 330), (450 + side * 150, 400), (450, 400)
        )
        fill(cloth, wing, gold)
    fill(cloth, ellipse(450, 425, 26, 40), gold)
    for row in range(12):
        y = 25 + row * 50
        fill(cloth, stroke(ellipse(45, y, 20, 20), 6), gold)
        fill(cloth, ellipse(45, y, 7, 7), gold)
    return cloth


def _taegeuk_flag(rng: Random) -> Array:
    """White, the red and blue taegeuk in the middle, a trigram towards each corner."""
    size = (900, 600)
    cloth, red, blue = blank(size, "#f4f2ee"), rgb("#c8102e"), rgb("#0f3a80")
    tilt = 33.7
    fill(cloth, ellipse(450, 300, 150, 150), blue)
    fill(cloth, ellipse(450, 300, 150, 150, turn=tilt, arc=(180, 360)), red)
    c, s = 75 * np.cos(np.radians(tilt)), 75 * np.sin(np.radians(tilt))
    fill(cloth, ellipse(450 - c, 300 - s, 75, 75), red)
    fill(cloth, ellipse(450 + c, 300 + s, 75, 75), blue)
    # Heaven, water, fire, earth: 1 is a whole bar, 0 a broken one, from the middle outwards.
    for (dx, dy), bars in (
        ((-1, -1), (1, 1, 1)),
        ((1, -1), (0, 1, 0)),
        ((-1, 1), (1, 0, 1)),
        ((1, 1), (0, 0, 0)),
    ):
        outward = np.array([dx * 0.832, dy * 0.555])
        along = np.array([-outward[1], outward[0]])
        for index, whole in enumerate(bars):
            middle = np.array([450, 300]) + outward * (235 + 37 * index)
            for part in ((-75, 75),) if whole else ((-75, -6), (6, 75)):
                ends = [tuple(middle + along * end) for end in part]
                fill(cloth, stroke([(float(px), float(py)) for px, py in ends], 25), rgb("#14141a"))
    return cloth


def violin(rng: Random, size: Size) -> Array:
    """A violin upright before the lights of the hall, waiting for its player."""
    width, height = size
    light = _backdrop(
        rng,
        size,
        top="#100806",
        bottom="#241008",
        tints=("#ffcf8a", "#ff8a4a", "#ffe9c8", "#c8402a"),
        count=60,
    )
    glow(light, width * 0.75, height * 0.1, width * 0.8, rgb("#ffb060", 0.45))
    scale, middle, base = height * 0.62, width * 0.44, height * 1.02
    x, y = grid(size)

    def at(across: float, up: float) -> Point:
        return middle + across * scale, base - up * scale

    half = [
        *curve((0, 0.0), (0.19, -0.01), (0.245, 0.1), (0.235, 0.2), steps=16),
        *curve((0.235, 0.2), (0.225, 0.25), (0.235, 0.27), (0.19, 0.3), steps=10),
        *curve((0.19, 0.3), (0.135, 0.34), (0.125, 0.42), (0.175, 0.5), steps=14),
        *curve((0.175, 0.5), (0.215, 0.51), (0.185, 0.53), (0.2, 0.57), steps=8),
        *curve((0.2, 0.57), (0.2, 0.7), (0.11, 0.74), (0, 0.72), steps=16),
    ]
    outline = [at(px, py) for px, py in half] + [at(-px, py) for px, py in half[::-1]]
    fill(
        light,
        [(px + width * 0.015, py + width * 0.006) for px, py in outline],
        rgb("#000000"),
        opacity=0.6,
        soft=width / 90,
    )
    fill(light, outline, rgb("#1c0803"), soft=0.8)
    grain = noise(rng, size, 30, octaves=6, gain=0.6, stretch=0.12)
    figure = np.sin(y / np.float32(scale) * 180 + 9 * noise(rng, size, height / 8, octaves=3))
    arching = np.exp(-(((x - np.float32(middle - scale * 0.07)) / np.float32(scale * 0.15)) ** 2))
    varnish = mix(
        rgb("#4a1406"),
        rgb("#d9742a"),
        np.clip(0.15 + 0.6 * arching + 0.3 * (grain - 0.5) + 0.03 * figure, 0, 1),
    )
    varnish = varnish * (0.35 + 0.9 * arching)
    fill(
        light,
        [at(px * 0.965, 0.36 + (py - 0.36) * 0.975) for px, py in half]
        + [at(-px * 0.965, 0.36 + (py - 0.36) * 0.975) for px, py in half[::-1]],
        varnish,
        soft=1.5,
    )
    purfling = [at(px * 0.91, 0.36 + (py - 0.36) * 0.945) for px, py in half]
    for edge in (purfling, [(2 * middle - px, py) for px, py in purfling]):
        fill(light, stroke(edge, scale * 0.004), rgb("#140603"), opacity=0.8)
    _violin_fittings(light, at, scale)
    sheen = [at(-0.13, 0.08), at(-0.07, 0.2), at(-0.055, 0.42), at(-0.09, 0.62)]
    fill(
        light,
        stroke(curve(*sheen), scale * 0.03, scale * 0.012),
        rgb("#ffdcae", 0.9),
        soft=scale * 0.022,
        opacity=0.5,
    )
    return light


def _violin_fittings(light: Array, at: Callable[[float, float], Point], scale: float) -> None:
    """Sound holes, fingerboard, tailpiece, bridge, strings, neck and scroll."""
    ebony = rgb("#0a0808")
    for side in (-1, 1):
        hole = curve(at(side * 0.075, 0.46), at(side * 0.14, 0.45), at(side * 0.06, 0.29), at(side * 0.125, 0.28))
        fill(light, stroke(hole, scale * 0.012), rgb("#070302"), soft=0.8)
        for dot, size in ((at(side * 0.07, 0.452), 0.011), (at(side * 0.127, 0.29), 0.014)):
            fill(light, ellipse(*dot, scale * size, scale * size), rgb("#070302"), soft=0.8)
    fill(light, [at(-0.025, 1.1), at(0.025, 1.1), at(0.03, 0.7), at(-0.03, 0.7)], rgb("#5a220c"), soft=1)
    fill(light, [at(-0.024, 1.14), at(0.024, 1.14), at(0.043, 0.46), at(-0.043, 0.46)], ebony, soft=0.8)
    fill(
        light,
        stroke([at(-0.018, 1.12), at(-0.033, 0.47)], scale * 0.008),
        rgb("#ffe0b8", 0.6),
        soft=2,
        opacity=0.5,
    )
    fill(light, [at(-0.045, 0.24), at(0.045, 0.24), at(0.02, 0.02), at(-0.02, 0.02)], ebony, soft=1)
    fill(
        light,
        [
            at(-0.075, 0.33),
            at(-0.06, 0.385),
            at(0, 0.395),
            at(0.06, 0.385),
            at(0.075, 0.33),
            at(0.03, 0.35),
            at(-0.03, 0.35),
        ],
        rgb("#d8b078", 0.9),
        soft=0.8,
    )
    for index in range(4):
        across = (index - 1.5) * 0.017
        string = [at(across * 0.7, 1.14), at(across * 1.3, 0.39), at(across * 1.1, 0.23)]
        fill(
            light,
            stroke(string, scale * (0.0052 - 0.0008 * index)),
            rgb("#fff0d8", 1.1),
            opacity=0.8,
            soft=0.4,
        )
    fill(light, [at(-0.03, 1.14), at(0.03, 1.14), at(0.026, 1.34), at(-0.026, 1.34)], rgb("#4a1a08"), soft=1)
    for index, side in enumerate((-1, 1, -1, 1)):
        up = 1.17 + 0.042 * index
        fill(light, stroke([at(0, up), at(side * 0.085, up + 0.006)], scale * 0.013), ebony, soft=0.8)
        fill(light, ellipse(*at(side * 0.1, up + 0.008), scale * 0.026, scale * 0.015), ebony, soft=0.8)
    for radius, tone in ((0.052, "#5a220c"), (0.034, "#2a0d04"), (0.018, "#8a3c14")):
        fill(light, ellipse(*at(0, 1.375), scale * radius, scale * radius * 0.9), rgb(tone), soft=1)
