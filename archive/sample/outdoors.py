"""Sample scenes of nature: mountains and steppe, the sea, trees in autumn. Each returns linear light."""

from __future__ import annotations

import numpy as np

from archive.sample.canvas import (
    Array,
    Point,
    Random,
    Size,
    blank,
    bokeh,
    curve,
    defocus,
    ellipse,
    fill,
    glow,
    grid,
    mix,
    noise,
    profile,
    ramp,
    rgb,
    smooth,
    stroke,
)
from archive.sample.space import Camera
from archive.sample.terrain import DAWN, Air, Land, View, country, look, sky


def mountains(
    rng: Random,
    size: Size,
    *,
    air: Air = DAWN,
    cover: float = 0.45,
    focal: float = 1.5,
    horizon: float = 0.66,
    eye: float = 30.0,
    peaks: float = 3600.0,
    plain: float = 9000.0,
    lamps: int = 0,
    grass: int = 90,
) -> Array:
    """Snow peaks over foothills and the steppe before them; at dusk with the lamps of a city on the plain."""
    land = country(rng, air, peaks=peaks, plain=plain)
    camera = Camera(size, focal=focal, horizon=horizon)
    light = sky(rng, size, air, cover=cover, horizon=horizon)
    view = look(land, camera, eye=eye)
    light[:, view.ground] = _country_light(rng, land, view, air)
    _city_lamps(light, rng, camera, eye, lamps)
    _grass(light, rng, air, grass)
    return light


def _country_light(rng: Random, land: Land, view: View, air: Air) -> Array:
    """The light of each pixel of the ground: grass, woods, rock and snow by height and slope, then haze."""
    x, z = view.x, view.z
    height = land.at(land.height, x, z)
    # Detail below the map's cells, at three distances so that some of it is always of a pixel's size.
    tile = noise(rng, (1024, 1024), 64, octaves=6, gain=0.7)
    rough = np.full_like(height, -0.1)
    for pitch in (0.03, 0.25, 6.0):
        # Back and forth over the tile: mirrored, it has no seam.
        row, column = (np.abs((part * pitch).astype(np.int32) % 2046 - 1023) for part in (z, x))
        rough += np.float32(0.4) * tile[row, column]
    dry = mix(_tone("#6b5526"), _tone("#d8b468"), smooth(0.25, 0.75, rough))
    woods = mix(_tone("#141f14"), _tone("#3d4a26"), smooth(0.3, 0.8, rough))
    wooded = smooth(3000, 9000, z) * smooth(0.35, 0.6, rough + 0.2 * smooth(200, 900, height))
    rock = mix(_tone("#3d3a3a"), _tone("#7d7368"), rough)
    stony = smooth(1000, 1900, height + 900 * (rough - 0.5))
    flat = smooth(0.5, 0.3, land.at(land.slope, x, z))
    snowy = smooth(1500, 2300, height + 1300 * (rough - 0.5)) * flat
    body = mix(mix(mix(dry, woods, wooded), rock, stony), _tone("#eef2f8"), snowy)
    sun = land.at(land.sunlight, x, z) * (0.75 + 0.5 * rough)
    shown = body * (sun * _tone(air.sun, 1.7 * air.strength) + _tone(air.shade, 0.75))
    haze = 1 - np.exp(-((z / np.float32(air.visibility)) ** 1.3) * np.exp(-height / 2600))
    return mix(shown, _tone(air.haze, 0.9), haze)


def _tone(colour: str, strength: float = 1.0) -> Array:
    """A colour for a list of pixels rather than a picture: of shape (3, 1)."""
    return rgb(colour, strength)[:, 0]


def _city_lamps(light: Array, rng: Random, camera: Camera, eye: float, count: int) -> None:
    """Lamps on the plain: along the streets, across them and in the yards between."""
    for kind in rng.integers(0, 3, count):
        x, z = rng.normal(0, 3200), 2600 * np.exp(rng.uniform(0, 1.35))
        if kind == 0:
            x = round(x / 600) * 600 + rng.normal(0, 14)
        elif kind == 1:
            z = round(z / 500) * 500 + rng.normal(0, 10)
        across, down = camera.project(x, eye - 8, z)
        warm = mix(rgb("#ff8a2c"), rgb("#fff1d8"), rng.random() ** 3)
        glow(light, across, down, rng.uniform(2.5, 6), warm * np.float32(rng.exponential(1.3)))


def _grass(light: Array, rng: Random, air: Air, count: int) -> None:
    """Blades close before the lens, a little out of focus."""
    height, width = light.shape[-2:]
    for _ in range(count):
        foot = rng.uniform(-0.05, 1) * width, height * rng.uniform(1.0, 1.05)
        length, lean = height * rng.gamma(4, 0.03), rng.normal(0.3, 0.22)
        middle = foot[0] + lean * length * 0.2, foot[1] - length * 0.7
        path = curve(foot, middle, (foot[0] + lean * length, foot[1] - length), steps=12)
        colour = mix(rgb("#241a08"), rgb(air.sun, 0.6 * air.strength), rng.random() ** 2)
        fill(light, stroke(path, height / 300, 0.6), colour, opacity=0.8, soft=1.3)


# --- The sea --------------------------------------------------------------------------------------


def sea(rng: Random, size: Size, *, moon: Point = (0.66, 0.2)) -> Array:
    """The moon over a bay: its road on the water, headlands with the lamps of fishing towns."""
    width, height = size
    horizon = 0.52
    x, y = grid(size)
    light = ramp(size, (0.0, "#050a1e"), (0.3, "#0f2148"), (0.52, "#3a5486"), (1.0, "#3a5486"))
    mx, my = moon[0] * width, moon[1] * height
    distance = np.hypot(x - mx, y - my) / width
    light += np.exp(-distance * 7) * rgb("#a9c4ff", 0.55)
    veil = noise(rng, size, height / 4, octaves=7, stretch=4)
    light += smooth(0.5, 0.95, veil) * np.exp(-distance * 3) * rgb("#c8d6ff", 0.55)
    fill(light, ellipse(mx, my, width * 0.021, width * 0.021), rgb("#fff6dd", 3.2), soft=1)
    for _ in range(160):
        star = rng.uniform(0, width), rng.uniform(0, height * 0.4)
        glow(light, *star, 3.5, rgb("#dfe8ff", float(rng.exponential(0.35))))
    for layer in range(3):
        _headland(light, rng, height * horizon, layer)
    _water(light, rng, Camera(size, focal=1.0, horizon=horizon), moon)
    return light


def _headland(light: Array, rng: Random, shore: float, layer: int) -> None:
    height, width = light.shape[-2:]
    x, y = grid((width, height))
    reach = smooth(*((0.95, 0.35), (0.1, 0.55), (0.42, 0.08))[layer], x / width)[0]
    crest = shore + 2 - reach * height * (0.04 + 0.028 * layer) * (1.1 + 0.7 * profile(rng, width, width / 5))
    body = mix(rgb("#03060f"), rgb("#2a4070"), 0.62 - 0.28 * layer)
    light[:] = mix(light, body, np.clip(y - crest + 0.5, 0, 1) * (y < shore + 1))
    for _ in range(70):
        column = int(rng.uniform(0, width))
        if reach[column] > 0.1:
            lamp = rgb(rng.choice(("#ffb45e", "#ffd9a0", "#fff0d8")), float(rng.gamma(1.2, 0.9)))
            glow(light, column, shore - abs(rng.normal(0, 1)) * height * 0.007, rng.uniform(3, 8), lamp)


def _water(light: Array, rng: Random, camera: Camera, moon: Point) -> None:
    width, height = camera.size
    row = int(camera.horizon * height)
    across, down = camera.rays()
    down = np.maximum(down[row:], np.float32(2e-3))
    z = 6 / down
    waves = noise(rng, (1024, 1024), 90, octaves=7, gain=0.68)
    swell = np.zeros((height - row, width), np.float32)
    for pitch in (2.5, 9.0, 31.0):
        i = np.abs((z * pitch * 2.2).astype(np.int32) % 2046 - 1023)
        j = np.abs((across * z * pitch + 400).astype(np.int32) % 2046 - 1023)
        swell += waves[i, j] - np.float32(0.5)
    calm = smooth(0.0, 0.05, down)
    mirror = np.clip(row - 1 - np.arange(height - row)[:, None] * 0.8 - np.abs(swell) * 160 * calm, 0, row - 1).astype(
        int
    )
    image = light[:, mirror, np.broadcast_to(np.arange(width), mirror.shape)]
    shown = np.minimum(image, 0.9) * (0.3 + 0.3 * smooth(0.3, -0.5, swell)) + rgb("#02060f")
    road = np.exp(-(((across - (moon[0] - camera.centre)) / (0.035 + 0.25 * down)) ** 2))
    glitter = smooth(0.18, 0.62, swell + 0.32 * road) * road
    light[:, row:] = shown + glitter * rgb("#e8efff", 1.9)


# --- Trees ----------------------------------------------------------------------------------------


def avenue(rng: Random, size: Size) -> Array:
    """An avenue of old trees in October, the sun low at its far end."""
    width, height = size
    horizon = 0.6
    camera = Camera(size, focal=0.95 * max(1.0, height / width * 0.8), horizon=horizon)
    light = blank(size, _SUNLIT, 0.95)
    x, y = grid(size)
    _leafy_ground(light, rng, camera)
    for row, z in enumerate(np.geomspace(48, 3.2, 13)):
        haze = float(1 - np.exp(-((z / 36) ** 1.9)))
        for side in (-1, 1):
            _tree(light, rng, camera, side * (3.1 + rng.normal(0, 0.15)), float(z), haze)
        if row % 2 == 0:
            _foliage(light, rng, camera, float(z), haze)
    distance = np.hypot(x - width * 0.5, (y - height * (horizon - 0.06)) * 1.1) / width
    light += np.exp(-distance * 8) * rgb("#ffe2a6", 0.9)
    for _ in range(70):
        at = rng.uniform(0, width), rng.uniform(height * 0.2, height)
        leaf = rgb(rng.choice(("#ffb52e", "#e8792a", "#ffd65c")), float(rng.uniform(0.3, 0.8)))
        outline = ellipse(*at, rng.uniform(2, 7), rng.uniform(1.5, 4), turn=rng.uniform(0, 180))
        fill(light, outline, leaf, soft=1.0, opacity=0.8)
    return light


_SUNLIT = "#ffd98e"


def _foliage(light: Array, rng: Random, camera: Camera, z: float, haze: float) -> None:
    """The crowns of one pair of trees: clumps of leaves that leave an arch open over the path."""
    width, height = camera.size
    metre = camera.scale(z)
    horizon = camera.horizon * height
    bottom = int(np.clip(horizon - 0.4 * metre, 1, height))
    part = (width, bottom)
    x, y = grid(part)
    across, up = (x - camera.centre * width) / np.float32(metre), (horizon - y) / np.float32(metre)
    arch = smooth(3.3, 5.4, up + 0.12 * across * across + 0.25 * np.abs(across)) * smooth(11, 7, up)
    clumps = noise(rng, part, max(3.0, 1.3 * metre), octaves=6, gain=0.72)
    cover = smooth(0.92, 1.06, clumps + 0.62 * arch) * (arch > 0)
    leaves = noise(rng, part, max(2.0, 0.3 * metre), octaves=4, gain=0.8)
    lit = mix(rgb("#7a3a0c", 0.6), rgb("#ffb52e", 1.0), smooth(0.2, 0.85, leaves))
    light[:, :bottom] = mix(light[:, :bottom], mix(lit, rgb(_SUNLIT, 0.95), haze), cover * np.float32(0.92))


def _leafy_ground(light: Array, rng: Random, camera: Camera) -> None:
    height = camera.size[1]
    row = int(camera.horizon * height)
    across, down = camera.rays()
    z = np.float32(1.6) / np.maximum(down[row:], np.float32(1e-3))
    litter = noise(rng, (1024, 1024), 24, octaves=5, gain=0.85)
    i = np.abs((z * 160).astype(np.int32) % 2046 - 1023)
    j = np.abs((across * z * 160).astype(np.int32) % 2046 - 1023)
    speck = np.where(z > 14, np.float32(0.5), litter[i, j])
    leaves = mix(rgb("#5a2a0c"), rgb("#f0a030"), smooth(0.25, 0.8, speck))
    path = mix(rgb("#6b5a48"), rgb("#a08a68"), speck)
    side = smooth(1.0, 2.0, np.abs(across * z) + (speck - 0.5))
    # Shadows of the trunks lie across the path: the sun is at its end.
    ground = mix(path, leaves, np.clip(side + smooth(0.58, 0.7, speck) * 0.7, 0, 1))
    ground = ground * (0.35 + 0.5 * smooth(6, 34, z) + 0.5 * smooth(1.4, 0.2, np.abs(across * z)))
    light[:, row:] = mix(ground, rgb(_SUNLIT, 0.95), smooth(8, 70, z))


def _tree(light: Array, rng: Random, camera: Camera, x: float, z: float, haze: float) -> None:
    metre = camera.scale(z)
    foot = camera.project(x, 1.6, z)
    bark = mix(mix(rgb("#1c120c"), rgb("#3a2416"), rng.random()), rgb(_SUNLIT, 0.95), haze)
    lean = rng.normal(0, 0.25) * metre
    trunk = curve(foot, (foot[0] + lean * 0.1, foot[1] - 3 * metre), (foot[0] + lean, foot[1] - 7.5 * metre), steps=14)
    inward = -np.sign(x)
    fill(light, stroke(trunk, 0.5 * metre, 0.26 * metre), bark, soft=0.4)
    for _ in range(int(70 / z)):
        furrow = [(px + offset, py) for offset in [rng.uniform(-0.2, 0.2) * metre] for px, py in trunk]
        fill(
            light,
            stroke(furrow, 0.03 * metre, 0.02 * metre),
            bark * np.float32(rng.uniform(0.3, 1.9)),
            opacity=0.5,
            soft=0.6,
        )
    rim = [(px + inward * 0.2 * metre, py) for px, py in trunk]
    fill(light, stroke(rim, 0.07 * metre, 0.04 * metre), rgb("#ffb45a", 0.55), opacity=0.6, soft=0.02 * metre)
    for _ in range(5):
        start = trunk[int(rng.integers(5, 13))]
        reach = metre * rng.uniform(1.2, 3.0) * (inward if rng.random() < 0.7 else -inward)
        rise = metre * rng.uniform(0.8, 2.4)
        branch = curve(
            start,
            (start[0] + reach * 0.5, start[1] - rise * 0.3),
            (start[0] + reach, start[1] - rise),
            steps=10,
        )
        fill(light, stroke(branch, 0.17 * metre, 0.04 * metre), bark, soft=0.4)


def ginkgo(rng: Random, size: Size) -> Array:
    """Ginkgo leaves close to the lens, the autumn behind them nothing but light."""
    width, height = size
    light = ramp(size, (0.0, "#3c4a1c"), (0.4, "#8a5f1c"), (1.0, "#24160a"))
    for _ in range(120):
        at = rng.uniform(0, width), rng.uniform(0, height)
        tone = rgb(rng.choice(("#ffd24a", "#ffb02e", "#fff0b0", "#7f9a3a", "#e8641a")), float(rng.gamma(1.2, 0.12)))
        bokeh(light, *at, width * rng.uniform(0.02, 0.065), tone)
    twig = curve((width * 1.05, height * 0.02), (width * 0.7, height * 0.3), (width * 0.3, height * 0.28), steps=40)
    behind = [(twig[int(rng.integers(4, 40))], rng.uniform(0.06, 0.1)) for _ in range(9)]
    for stem, share in behind:
        _ginkgo_leaf(light, rng, stem, share * width, rng.uniform(40, 150), 0.6)
    light = defocus(light, width / 130)
    fill(light, stroke(twig, width * 0.007, width * 0.003), rgb("#3a2614"), soft=0.6)
    for at in np.linspace(5, 38, 8):
        _ginkgo_leaf(light, rng, twig[int(at)], rng.uniform(0.1, 0.155) * width, rng.uniform(50, 140), 1.0)
    return light


def _ginkgo_leaf(light: Array, rng: Random, stem: Point, radius: float, turn: float, strength: float) -> None:
    """A fan on a stalk, notched in the middle, with veins that fork from the stalk."""
    direction = np.radians(turn)
    foot = stem[0] + 0.5 * radius * np.cos(direction), stem[1] + 0.5 * radius * np.sin(direction)
    bend = (stem[0] + foot[0]) / 2 + radius * 0.08, (stem[1] + foot[1]) / 2
    fill(light, stroke(curve(stem, bend, foot, steps=10), radius * 0.03), rgb("#a8862a", strength), soft=0.5)
    angles = np.linspace(-66, 66, 70)
    wave = 1 - 0.22 * np.exp(-((angles / 5) ** 2)) + 0.035 * np.sin(angles * 0.31 + rng.uniform(0, 6))
    wave -= 0.12 * (np.abs(angles) / 66) ** 6
    edge = [
        (
            foot[0] + radius * w * np.cos(direction + np.radians(a)),
            foot[1] + radius * w * np.sin(direction + np.radians(a)),
        )
        for a, w in zip(angles, wave, strict=True)
    ]
    tone = rgb(rng.choice(("#f7c62f", "#f2b81f", "#ffd95a", "#d9b832")), strength * float(rng.uniform(0.75, 1.1)))
    fill(light, [foot, *edge], tone, soft=0.6)
    middle = foot[0] + radius * np.cos(direction), foot[1] + radius * np.sin(direction)
    fill(
        light,
        ellipse(*foot, radius * 0.4, radius * 0.4),
        rgb("#7a8a1c", strength),
        opacity=0.35,
        soft=radius * 0.12,
    )
    fill(light, [foot, *edge[33:]], rgb("#8a5208", strength), opacity=0.28, soft=radius * 0.03)
    fill(
        light,
        ellipse(*middle, radius * 0.3, radius * 0.5, turn=turn),
        rgb("#fff0a0", strength),
        opacity=0.2,
        soft=radius * 0.15,
    )
    for end in edge[1:-1:2]:
        fill(light, stroke([foot, end], radius * 0.012, radius * 0.006), tone * np.float32(1.6), opacity=0.28)
