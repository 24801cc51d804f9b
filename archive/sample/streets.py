"""Sample scenes of evening streets: towers, rain, tiled roofs, lanterns. Each returns linear light."""

from __future__ import annotations

import numpy as np

from archive.sample.canvas import (
    Array,
    Point,
    Random,
    Size,
    blur,
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
from archive.sample.terrain import DUSK, Air, sky

# --- Cities at night ------------------------------------------------------------------------------

_LAMPS = ("#ffb45e", "#ffd9a0", "#ff7a3c", "#ff4530", "#9fd0ff", "#6ff0d0", "#ffe9c8")


def city(rng: Random, size: Size, *, air: Air = DUSK, floors: int = 26, wet: bool = True) -> Array:
    """Towers with lit windows under the last light, mirrored in a wet street."""
    width, height = size
    light = sky(rng, size, air, cover=0.6, horizon=0.7)
    ground = height * 0.74
    for layer in range(3):
        _towers(light, rng, air, ground, nearness=(layer + 1) / 3, floors=floors)
    for _ in range(120):
        x, y = rng.uniform(0, width), ground - abs(rng.normal(0, height * 0.012))
        glow(light, x, y, rng.uniform(6, 26), rgb(rng.choice(_LAMPS), float(rng.exponential(1.2))))
    if wet:
        _mirror(light, rng, int(ground))
    return light


def _towers(light: Array, rng: Random, air: Air, ground: float, *, nearness: float, floors: int) -> None:
    height, width = light.shape[-2:]
    haze = 0.75 - 0.6 * nearness
    x = -rng.uniform(0, 0.1) * width
    while x < width:
        wide = width * rng.uniform(0.05, 0.11) * (0.6 + 0.5 * nearness)
        tall = height * rng.uniform(0.12, 0.5) * (1.15 - 0.45 * nearness)
        roof, right = ground - tall, x + wide
        body = mix(mix(rgb(air.shade, 0.10), rgb(air.sun, 0.10), rng.random() ** 2), rgb(air.haze, 0.55), haze)
        fill(light, [(x, ground), (x, roof), (right, roof), (right, ground)], body)
        fill(
            light,
            [(right - wide * 0.3, ground), (right - wide * 0.3, roof), (right, roof), (right, ground)],
            rgb("#000000"),
            opacity=0.35,
        )
        pitch = height / (floors * 1.9) * (0.5 + 0.6 * nearness)
        _windows(light, rng, (x + pitch * 0.4, roof + pitch * 0.5, right, ground - pitch), pitch, 1.3 * (1 - haze))
        x = right + width * rng.exponential(0.012)


def _windows(light: Array, rng: Random, box: tuple[float, float, float, float], pitch: float, strength: float) -> None:
    left, top, right, bottom = box
    office = rng.random() < 0.35
    lit = rng.uniform(0.15, 0.55)
    for y in np.arange(top, bottom, pitch):
        floor_lit = rng.random() < lit if office else True
        for x in np.arange(left, right - pitch * 0.6, pitch * 0.8):
            if floor_lit and rng.random() < (0.85 if office else lit):
                warm = mix(rgb("#ffb060"), rgb("#dfeaff"), rng.random() if office else rng.random() ** 4)
                pane = (
                    slice(int(y), max(int(y) + 1, int(y + pitch * 0.5))),
                    slice(int(x), int(x + pitch * 0.5) + 1),
                )
                light[:, *pane] += warm * np.float32(strength * rng.gamma(2, 0.4))


def _mirror(light: Array, rng: Random, ground: int) -> None:
    """A wet street: what stands above it upside down, drawn out and broken by ripples."""
    height, width = light.shape[-2:]
    rows = np.arange(height - ground)
    source = np.clip(ground - 1 - (rows * 2.2).astype(int), 0, ground - 1)
    ripple = noise(rng, (width, rows.size), 14, octaves=4, stretch=6) - 0.5
    shift = (ripple * (10 + rows[:, None] * 0.22)).astype(int)
    columns = np.clip(np.arange(width) + shift, 0, width - 1)
    drawn = np.clip(source[:, None] + shift * 3, 0, ground - 1)
    image = blur(light[:, drawn, columns], 2.5)
    gloss = 0.35 + 0.4 * noise(rng, (width, rows.size), 60, octaves=5, stretch=3)
    light[:, ground:] = rgb("#0b0e16") + image * gloss


def lights(
    rng: Random, size: Size, *, lamps: tuple[str, ...] = _LAMPS, count: int = 170, radius: float = 0.035
) -> Array:
    """A street far out of focus: discs of light in a dark blue evening."""
    width, height = size
    light = ramp(size, (0.0, "#060b1c"), (0.45, "#1a2444"), (0.62, "#2c2a3c"), (1.0, "#08080d"))
    for _ in range(count):
        x, y = rng.uniform(0, width), height * float(np.clip(rng.normal(0.52, 0.17), 0.05, 0.97))
        size_here = radius * width * rng.uniform(0.55, 1.25)
        bokeh(light, x, y, size_here, rgb(rng.choice(lamps), float(rng.gamma(1.3, 0.16))))
    return light


def rain(rng: Random, size: Size, *, drops: int = 1500) -> Array:
    """Raindrops on a pane before the lights of a street; each drop is a lens that shows them upside down."""
    width, height = size
    light = blur(lights(rng, size, count=110, radius=0.06), width / 160)
    scene = light[:, ::-8, ::8].copy()
    for radius in np.sort(2 + rng.pareto(1.7, drops) * 3.2).clip(max=width / 30):
        _drop(
            light,
            scene,
            rng.uniform(0, width),
            rng.uniform(0, height),
            float(radius),
            1 + 0.35 * rng.random(),
        )
    return light


def _drop(light: Array, scene: Array, x: float, y: float, radius: float, tall: float) -> None:
    height, width = light.shape[-2:]
    top, bottom = max(0, int(y - radius * tall)), min(height, int(y + radius * tall) + 1)
    left, right = max(0, int(x - radius)), min(width, int(x + radius) + 1)
    u = (np.arange(left, right, dtype=np.float32) - np.float32(x)) / np.float32(radius)
    v = (np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(y)) / np.float32(radius * tall)
    square = u * u + v * v
    bend = 0.32 + 0.14 * square
    rows = np.clip((0.5 + v * bend) * scene.shape[1], 0, scene.shape[1] - 1).astype(int)
    columns = np.clip((x / width * 0.4 + 0.3 + u * bend) * scene.shape[2], 0, scene.shape[2] - 1).astype(int)
    seen = scene[:, rows, columns] * (1.25 - 1.1 * square * square) + rgb("#9fb4d8", 0.02)
    gleam = np.exp(-((u + 0.35) ** 2 + (v + 0.45) ** 2) * 22) * 0.35
    inside = np.clip((1 - square) * radius * 0.5, 0, 1)
    part = light[:, top:bottom, left:right]
    part += (seen + gleam - part) * inside


# --- Korea ----------------------------------------------------------------------------------------


def hanok(rng: Random, size: Size, *, air: Air = DUSK) -> Array:
    """Tiled roofs one behind the other in the evening mist, paper windows lit from within."""
    width, height = size
    light = sky(rng, size, air, cover=0.35, horizon=0.75)
    _, y = grid(size)
    for layer in range(3):
        crest = height * (0.5 + 0.05 * layer - 0.07 * profile(rng, width, width / 3, gain=0.45))
        body = mix(rgb(air.shade, 0.35), rgb(air.haze, 0.8), 0.8 - 0.22 * layer + smooth(0, 260, y - crest) * 0.3)
        light = mix(light, body, np.clip(y - crest + 0.5, 0, 1))
    for left, ridge, span, nearness in (
        (0.52, 0.5, 0.4, 0.25),
        (-0.12, 0.54, 0.46, 0.45),
        (0.6, 0.6, 0.6, 0.7),
    ):
        _house(light, rng, air, (left * width, ridge * height), span * width, nearness)
        light = mix(light, rgb(air.haze, 0.7), smooth(0.62, 1.0, y / height) * np.float32(0.35 * (1 - nearness)))
    _house(light, rng, air, (-0.06 * width, 0.68 * height), 0.72 * width, 1.0)
    return light


def _house(light: Array, rng: Random, air: Air, corner: Point, span: float, nearness: float) -> None:
    """One house seen from the front: ``corner`` is the left end of its ridge."""
    left, ridge = corner
    drop, reach = span * 0.17, span * 0.13
    top = curve(
        (left, ridge - span * 0.012),
        (left + span / 2, ridge + span * 0.03),
        (left + span, ridge - span * 0.012),
    )
    low = ridge + drop
    eave = curve(
        (left - reach, low - span * 0.075),
        (left + span * 0.12, low + span * 0.03),
        (left + span * 0.88, low + span * 0.03),
        (left + span + reach, low - span * 0.075),
    )
    haze = 0.7 * (1 - nearness)
    wall_top, wall_bottom = low - span * 0.03, low + span * 0.26
    wood = mix(rgb("#1a0f0a", 0.6), rgb(air.haze, 0.6), haze)
    fill(
        light,
        [(left, wall_top), (left + span, wall_top), (left + span, wall_bottom), (left, wall_bottom)],
        wood,
    )
    _paper_windows(
        light, rng, (left + span * 0.03, low + span * 0.035, left + span * 0.97, wall_bottom), span, 1 - haze
    )
    slate = mix(rgb("#20242e", 0.5), rgb(air.haze, 0.6), haze)
    fill(light, [(x, y + span * 0.012) for x, y in eave] + [*eave[::-1]], wood, soft=1)
    fill(light, top + eave[::-1], slate)
    rim = mix(rgb(air.sky[1][1], 0.55), rgb(air.haze, 0.7), haze)
    courses = 44
    upper, lower = np.array(curve(top[0], top[20], top[-1], steps=courses)), np.array(_even(eave, courses))
    for start, end in zip(upper, lower, strict=True):
        bend = (start + end) / 2 + np.array([0, span * 0.012])
        path = curve((start[0], start[1]), (bend[0], bend[1]), (end[0], end[1]), steps=8)
        fill(light, stroke(path, span * 0.005, span * 0.0095), rim, opacity=0.5, soft=0.6)
        fill(light, ellipse(end[0], end[1] + span * 0.003, span * 0.0052, span * 0.0052), rim, opacity=0.7)
    fill(light, stroke(top, span * 0.018), mix(slate, rim, 0.25))


def _even(path: list[Point], count: int) -> list[Point]:
    index = np.linspace(0, len(path) - 1, count)
    xs, ys = zip(*path, strict=True)
    steps = np.arange(len(path))
    return list(zip(np.interp(index, steps, xs), np.interp(index, steps, ys), strict=True))


def _paper_windows(
    light: Array, rng: Random, box: tuple[float, float, float, float], span: float, strength: float
) -> None:
    """Sliding doors of paper on a lattice, a lamp behind each pair."""
    left, top, right, bottom = box
    bays = 6
    wide = (right - left) / bays
    for bay in range(bays):
        x = left + bay * wide + wide * 0.07
        across = wide * 0.86
        warm = rgb("#ffb765", strength * rng.choice([0.25, 0.9, 1.3, 1.6]))
        fill(light, [(x, top), (x + across, top), (x + across, bottom), (x, bottom)], warm)
        glow(
            light,
            x + across * rng.uniform(0.3, 0.7),
            top + (bottom - top) * 0.4,
            across * 1.3,
            warm * np.float32(0.9),
        )
        dark = rgb("#1a0d06", 0.8)
        for step in np.linspace(0, 1, 9):
            wider = span * (0.006 if step in (0, 0.5, 1) else 0.002)
            column = x + across * step
            fill(
                light,
                [
                    (column - wider, top),
                    (column + wider, top),
                    (column + wider, bottom),
                    (column - wider, bottom),
                ],
                dark,
            )
        for row in np.arange(top, bottom, span * 0.022):
            fill(
                light,
                [(x, row), (x + across, row), (x + across, row + span * 0.003), (x, row + span * 0.003)],
                dark,
            )


def lanterns(
    rng: Random, size: Size, *, colours: tuple[str, ...] = ("#ff5a36", "#ffb84d", "#ffe0a8", "#ff7f50")
) -> Array:
    """Paper lanterns on lines that run away from the camera, the far ones only discs of light."""
    width, height = size
    light = ramp(size, (0.0, "#060714"), (0.55, "#14142c"), (0.8, "#2a1a26"), (1.0, "#0c0709"))
    camera = Camera(size, focal=1.1 * max(1.0, height / width), horizon=0.72)
    hung = [
        (line * 1.15 + rng.normal(0, 0.05), z + rng.normal(0, 0.08))
        for line in (-2, -1, 0, 1, 2)
        for z in np.arange(2.6, 26, 1.15)
    ]
    far = [lantern for lantern in hung if lantern[1] > 5.2]
    near = [lantern for lantern in hung if lantern[1] <= 5.2]
    for group, unsharp in ((far, width / 150), (near, 0.0)):
        for x, z in sorted(group, key=lambda at: -at[1]):
            sag = 0.22 * np.sin(z * 1.3 + x)
            at = camera.project(x, -1.15 + sag, z)
            _lantern(light, rng, at, camera.scale(z) * 0.2, rgb(rng.choice(colours)), min(1.0, 7 / z) ** 0.5)
        light = defocus(light, unsharp)
    return light


def _lantern(light: Array, rng: Random, at: Point, radius: float, colour: Array, strength: float) -> None:
    x, y = at
    glow(light, x, y, radius * 4.5, colour * np.float32(0.35 * strength))
    shell = np.float32(rng.uniform(0.8, 1.15) * strength) * colour
    fill(light, stroke([(x, y - radius * 3.2), (x, y - radius)], max(1, radius * 0.03)), rgb("#0a0706"))
    fill(light, ellipse(x, y, radius, radius * 0.86), shell * np.float32(0.75), soft=max(0.5, radius * 0.02))
    fill(light, ellipse(x, y + radius * 0.1, radius * 0.66, radius * 0.6), shell, soft=radius * 0.2, add=True)
    fill(
        light,
        ellipse(x, y + radius * 0.16, radius * 0.3, radius * 0.3),
        shell * 1.5 + 0.3,
        soft=radius * 0.15,
        add=True,
    )
    if radius > 25:
        for share in (-0.8, -0.55, -0.28, 0.0, 0.28, 0.55, 0.8):
            rib = ellipse(x, y, radius * share, radius * 0.86, arc=(-90, 90))
            fill(light, stroke(rib, radius * 0.014), shell * np.float32(0.3), opacity=0.45)
    for side in (-0.86, 0.86):
        fill(light, ellipse(x, y + side * radius, radius * 0.34, radius * 0.07), rgb("#120906"))
    fill(
        light,
        stroke([(x, y + radius * 0.9), (x, y + radius * 1.7)], radius * 0.09, radius * 0.16),
        colour * np.float32(0.25),
    )
