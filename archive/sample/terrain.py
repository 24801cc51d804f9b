"""Land and sky for the sample pictures: a height map looked at from a point, lit by a sun, fading in haze."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.sample.canvas import Array, Random, Size, grid, mix, noise, ramp, resize, rgb, smooth
from archive.sample.space import Camera

_CELLS = 900
_METRES = 28_000.0
_NEAREST, _STEPS = 4.0, 800


@dataclass(frozen=True, slots=True)
class Air:
    """The hour: the sky from the zenith down, haze, the sun (colour, strength, whence), the light of shade.

    ``sun_from`` points at the sun: to the right, up, away from the camera. ``sun_at`` is the centre of its
    glow as shares of the picture.
    """

    sky: tuple[tuple[float, str], ...]
    haze: str
    sun: str
    shade: str
    sun_from: tuple[float, float, float]
    sun_at: tuple[float, float]
    strength: float = 1.0
    visibility: float = 22_000.0


DAWN = Air(
    sky=((0.0, "#3c5c8c"), (0.25, "#7f95b5"), (0.45, "#d8b5a4"), (0.62, "#f3c796"), (1.0, "#f0c890")),
    haze="#c9a596",
    sun="#ffb066",
    shade="#5a6f9c",
    sun_from=(0.86, 0.26, 0.1),
    sun_at=(1.02, 0.5),
    strength=1.7,
)
NOON = Air(
    sky=((0.0, "#1d4f94"), (0.3, "#4f8cc9"), (0.6, "#a9cbe4"), (1.0, "#d9e8ef")),
    haze="#a9c3dc",
    sun="#fff0d4",
    shade="#6f93c4",
    sun_from=(-0.7, 0.55, -0.35),
    sun_at=(-0.1, -0.3),
    strength=1.35,
    visibility=34_000.0,
)
DUSK = Air(
    sky=((0.0, "#0c1838"), (0.3, "#22386e"), (0.5, "#66659c"), (0.62, "#c98c8c"), (1.0, "#e8a988")),
    haze="#565d8a",
    sun="#ff8f5c",
    shade="#3b4a80",
    sun_from=(-0.95, 0.14, -0.1),
    sun_at=(0.2, 0.66),
    strength=0.75,
)


def sky(rng: Random, size: Size, air: Air, *, cover: float = 0.5, horizon: float = 0.62) -> Array:
    """A graded sky with the sun's glow and clouds on a ceiling that recedes to the horizon."""
    light = ramp(size, *air.sky)
    x, y = grid(size)
    width, height = size
    distance = np.hypot(x / width - air.sun_at[0], (y / height - air.sun_at[1]) * 0.8)
    light += 0.75 * air.strength * np.exp(-distance * 4.5) * rgb(air.sun)
    if cover <= 0:
        return light
    # The ceiling is sampled from one sheet of noise: near clouds are large, far ones flat and close.
    sheet = noise(rng, (1000, 1000), 127, octaves=7, gain=0.56)
    across, down = Camera(size, focal=1.0, horizon=horizon).rays()
    away = np.float32(0.32) / np.maximum(-down, np.float32(0.02))
    rows = np.clip(away * 100, 0, 999).astype(np.int32)
    columns = np.clip(across * away * 175 + 500, 0, 999).astype(np.int32)
    towards_sun = 6 if air.sun_at[0] > 0.5 else -6
    cloud = sheet[rows, columns]
    sunward = sheet[rows, np.clip(columns + towards_sun, 0, 999)]
    density = smooth(0.82 - 0.5 * cover, 1.12 - 0.5 * cover, cloud) * smooth(0.012, 0.1, -down)
    rim = np.clip(0.5 + (cloud - sunward) * 4.0, 0, 1) * (1 - 0.5 * density)
    body = mix(rgb(air.haze, 0.75), rgb(air.sun, 0.8 * air.strength + 0.3), rim)
    return mix(light, body, density * np.float32(0.9))


@dataclass(frozen=True, slots=True)
class Land:
    """A square of country: heights and their light, the camera standing at the middle of its near side."""

    height: Array
    sunlight: Array
    slope: Array

    def at(self, layer: Array, x: Array, z: Array) -> Array:
        """A layer's values at positions in metres, interpolated."""
        scale = np.float32((_CELLS - 1) / _METRES)
        column = np.clip(x * scale + np.float32(_CELLS / 2), 0, _CELLS - 1.001)
        row = np.clip(z * scale, 0, _CELLS - 1.001)
        j, i = column.astype(np.int32), row.astype(np.int32)
        fj, fi = column - j.astype(np.float32), row - i.astype(np.float32)
        flat, corner = layer.ravel(), i * _CELLS + j
        near = flat[corner] + (flat[corner + 1] - flat[corner]) * fj
        far = flat[corner + _CELLS] + (flat[corner + _CELLS + 1] - flat[corner + _CELLS]) * fj
        values: Array = near + (far - near) * fi
        return values


def country(rng: Random, air: Air, *, peaks: float = 3600.0, plain: float = 9000.0) -> Land:
    """Plain, foothills and a range beyond, running across the view."""
    size = (_CELLS, _CELLS)
    ridges = np.zeros((_CELLS, _CELLS), np.float32)
    weight: Array = np.ones((), np.float32)
    amplitude, cell = 1.0, _CELLS / 4.2
    for _ in range(8):
        wave = 1 - np.abs(2 * noise(rng, size, cell, octaves=1) - 1)
        wave = wave * wave * weight
        ridges += np.float32(amplitude) * wave
        # Detail grows on ridges and spares the valleys, as erosion does (Musgrave's multifractal).
        weight = np.clip(wave * 1.7, 0, 1)
        amplitude, cell = amplitude * 0.5, max(cell * 0.5, 2.0)
    z = (np.arange(_CELLS, dtype=np.float32) * np.float32(_METRES / _CELLS))[:, None]
    bend = (noise(rng, size, _CELLS / 3, octaves=3) - 0.5) * 5000
    foothills = smooth(plain, plain + 5000, z + bend)
    range_ = smooth(plain + 3000, plain + 15_000, z + bend)
    height = ridges * (foothills * 0.16 + range_ * 0.62) * np.float32(peaks) + range_ * np.float32(0.16 * peaks)
    return _lit(height + foothills * 90, air)


def _lit(height: Array, air: Air) -> Land:
    metres = np.float32(_METRES / _CELLS)
    dz, dx = np.gradient(height, metres)
    sun = np.array(air.sun_from, np.float32) / np.float32(np.linalg.norm(air.sun_from))
    steepness = np.sqrt(1 + dx * dx + dz * dz)
    facing = np.clip((-dx * sun[0] + sun[1] - dz * sun[2]) / steepness, 0, 1)
    return Land(height, facing * _unshaded(height, sun), 1 - 1 / steepness)


def _unshaded(height: Array, sun: Array) -> Array:
    """1 where the sun is seen, 0 where a higher crest hides it, by walking towards it on a coarse map."""
    step = 2
    coarse = height[::step, ::step]
    cell = step * _METRES / _CELLS
    away = np.hypot(sun[0], sun[2])
    above = np.full_like(coarse, -1e6)
    for pace in np.geomspace(1.5, 60, 22):
        j, i = round(pace * sun[0] / away), round(pace * sun[2] / away)
        moved = np.roll(coarse, (-i, -j), axis=(0, 1))
        above = np.maximum(above, moved - np.float32(pace * cell * sun[1] / away))
    shade = 1 - smooth(0, 90, above - coarse)
    return resize(shade, (height.shape[1], height.shape[0]))


@dataclass(frozen=True, slots=True)
class View:
    """Which pixels show ground, and which point of the country each of those shows."""

    ground: NDArray[np.bool_]
    x: Array
    z: Array


def look(land: Land, camera: Camera, *, eye: float) -> View:
    """March from the camera outwards, each column of pixels at once, keeping the highest line so far."""
    across, down = camera.rays()
    width, height = camera.size
    far = np.geomspace(_NEAREST, _METRES * 0.98, _STEPS).astype(np.float32)[:, None]
    tall = land.at(land.height, across * far, np.broadcast_to(far, (_STEPS, width)))
    rows = camera.horizon * height + (eye - tall) / far * np.float32(camera.focal * width)
    skyline = np.minimum.accumulate(np.concatenate([np.full((1, width), height * 4, np.float32), rows]), axis=0)
    passed = np.clip(np.ceil(skyline[1:] - 0.5), 0, height).astype(np.int32)
    counts = np.zeros((height + 1, width), np.int32)
    np.add.at(counts, (passed, np.broadcast_to(np.arange(width), passed.shape)), 1)
    # A pixel shows the first step whose line has risen above it: count the lines that stay below.
    step = np.cumsum(counts[::-1], axis=0)[::-1][1:]
    ground = step < _STEPS
    rows_seen, columns = np.nonzero(ground)
    index = step[ground]
    before, after = skyline[index, columns], skyline[index + 1, columns]
    pixel = rows_seen.astype(np.float32) + np.float32(0.5)
    part = np.clip((before - pixel) / np.maximum(before - after, np.float32(1e-3)), 0, 1)
    depth = far[:, 0]
    z = depth[np.maximum(index - 1, 0)] * (1 - part) + depth[index] * part
    z = np.where(index == 0, np.float32(eye) / np.maximum(down[rows_seen, 0], np.float32(1e-3)), z)
    return View(ground, across[0, columns] * z, z)
