"""Sample scenes inside: shelves, reading hall, corridor, window light, stage. Each returns linear light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.sample.canvas import (
    Array,
    Point,
    Random,
    Size,
    blank,
    blur,
    ellipse,
    fill,
    focus,
    glow,
    grid,
    mix,
    noise,
    resize,
    rgb,
    smooth,
    stroke,
)
from archive.sample.space import Camera, Lamp, Room, Side, Surface, Texture, cover

Mask = NDArray[np.bool_]

# --- What surfaces are made of --------------------------------------------------------------------

_CLOTH = (
    "#5c1a1b",
    "#1f3a5c",
    "#244a3a",
    "#6b4a22",
    "#2b2440",
    "#7d2f23",
    "#b59a6a",
    "#3d3d42",
    "#8c6b3e",
    "#16303a",
    "#a3482b",
    "#d8cbb0",
    "#40572f",
    "#7a1f3d",
    "#c9b27a",
    "#e4ddcc",
)


def bookcase(rng: Random, *, shelves: int = 4, metres: float = 3.2, pixels: int = 360) -> Texture:
    """Shelves full of books seen from the front: cloth spines, gilt bands, gaps and leaning volumes."""
    tall = 0.36
    width, height = int(metres * pixels), int(tall * pixels)
    rows = [_shelf(rng, (width, height), pixels) for _ in range(shelves)]
    return Texture(np.concatenate(rows, axis=1), metres, tall * shelves)


def _shelf(rng: Random, size: Size, pixels: int) -> Array:
    width, height = size
    light = blank(size, "#080503")
    x = 0
    while x < width:
        if rng.random() < 0.04:
            x += int(rng.uniform(0.02, 0.1) * pixels)
            continue
        run = int(rng.integers(1, 7))  # volumes of one set look alike
        wide, tall = int(rng.gamma(9, 0.0038) * pixels) + 4, int(height * rng.uniform(0.6, 0.88))
        cloth = rgb(rng.choice(_CLOTH), float(rng.uniform(0.5, 1.1)))
        bands = np.sort(rng.uniform(0.08, 0.92, int(rng.integers(1, 4))))
        for _ in range(run):
            _spine(light, rng, (x, wide), tall, cloth, bands)
            x += wide + 1
    board = int(height * 0.93)
    grain = noise(rng, (width, height - board), 6, octaves=4, stretch=12)
    light[:, board:] = mix(rgb("#4a2a12"), rgb("#8a5a2c"), grain) * np.float32(0.9)
    shade = smooth(0.0, 0.35, np.linspace(0, 1, height, dtype=np.float32))[:, None]
    light *= 0.25 + 0.75 * shade
    return light


def _spine(light: Array, rng: Random, place: tuple[int, int], tall: int, cloth: Array, bands: Array) -> None:
    start, wide = place
    height, width = light.shape[-2:]
    end, bottom = min(width, start + wide), int(height * 0.93)
    if end - start < 3:
        return
    across = np.linspace(-1, 1, wide, dtype=np.float32)[: end - start]
    rounding = 0.35 + 0.75 * np.sqrt(np.clip(1 - (across * 0.96) ** 2, 0, 1))
    worn = 0.85 + 0.3 * rng.random((tall, 1), np.float32) * rng.random()
    light[:, bottom - tall : bottom, start:end] = cloth * rounding * worn
    gilt = rgb("#e8c36a", 0.85) if rng.random() < 0.65 else rgb("#f0eadc", 0.8)
    for band in bands:
        row = bottom - int(tall * (1 - band))
        light[:, row : row + 2, start:end] = gilt * rounding
        if wide > 9:
            title = rng.random((1, int(tall * 0.1), 1)) < 0.6
            lettering = title * (np.abs(across) < 0.55) * (rng.random((1, int(tall * 0.1), end - start)) < 0.6)
            part = light[:, row + 5 : row + 5 + lettering.shape[1], start:end]
            part += (gilt * rounding - part) * lettering[:, : part.shape[1]] * np.float32(0.8)


def parquet(rng: Random, *, colour: str = "#8a5a30", metres: float = 4.0) -> Texture:
    """Oak boards laid lengthwise, each with a grain of its own."""
    side, boards = 768, 24
    grain = noise(rng, (side, side), 40, octaves=6, gain=0.6, stretch=0.12)
    tones = rng.uniform(0.65, 1.15, (boards, 9)).astype(np.float32)
    column = np.arange(side) * boards // side
    row = (np.arange(side)[:, None] / side * 3 + column * 0.37).astype(int) % 9
    tone = tones[column[None, :], row]
    seam = smooth(0, 1.6, (np.arange(side) % (side / boards)).astype(np.float32))[None, :]
    return Texture(rgb(colour) * (tone * (0.65 + 0.7 * grain) * (0.45 + 0.55 * seam)), metres, metres)


def marble(rng: Random, *, colour: str = "#b9b2a4", metres: float = 3.6) -> Texture:
    """Slabs of polished stone with veins and thin joints."""
    side, slabs = 768, 4
    veins = np.abs(noise(rng, (side, side), 180, octaves=7, gain=0.62) - 0.5)
    tone = 0.75 + 0.25 * smooth(0.0, 0.09, veins) + 0.15 * (noise(rng, (side, side), 30) - 0.5)
    at = np.arange(side) % (side // slabs)
    joint = np.minimum(at, side // slabs - at)
    lines = smooth(0, 2, np.minimum(joint[None, :], joint[:, None]).astype(np.float32))
    return Texture(rgb(colour) * (tone * (0.6 + 0.4 * lines)), metres, metres)


def _cover(body: Array, camera: Camera, seen: Surface, where: Mask, texture: Texture, u: Array, v: Array) -> None:
    """Lay a texture on some of the pixels, as fine as each can show; at a slant they span more of it."""
    z = seen.z[where]
    slant = np.clip(z / 2.5, 1, 3)
    body[:, where] = texture.at(u[where], v[where], z * slant / np.float32(camera.focal * camera.size[0]))


def _gloss(light: Array, camera: Camera, surface: Surface, *, strength: float, rough: float = 1.0) -> None:
    """A polished floor mirrors what stands above it, most at a grazing angle (Schlick's approximation)."""
    height = light.shape[-2]
    row = int(camera.horizon * height)
    mirrored = light[:, np.clip(2 * row - np.arange(row, height), 0, row)]
    softened = mix(
        blur(mirrored, 1 + rough),
        blur(mirrored, 3 + 9 * rough),
        np.linspace(0, 1, height - row, dtype=np.float32)[:, None],
    )
    _, down = camera.rays()
    cosine = np.clip(down[row:] / np.sqrt(1 + down[row:] ** 2), 0, 1)
    share = np.float32(strength) * (0.08 + 0.92 * (1 - cosine) ** 5) * surface.on(Side.FLOOR)[row:]
    light[:, row:] += softened * share


def _air(light: Array, surface: Surface, colour: Array, reach: float) -> Array:
    """A trace of haze makes far parts paler."""
    return mix(light, colour, 1 - np.exp(-surface.z / np.float32(reach)))


# --- Scenes ---------------------------------------------------------------------------------------


def shelves(rng: Random, size: Size, *, lamps: int = 7, wide: float = 0.85, warm: str = "#ffd39a") -> Array:
    """An aisle between bookcases that runs to a lit end wall."""
    camera = Camera(size, focal=0.85 * max(1.0, size[1] / size[0] * 0.8), horizon=0.52, centre=0.5)
    room = Room(left=wide, right=wide, floor=1.5, ceiling=1.6, back=15)
    seen = room.seen(camera)
    upright = seen.on(Side.LEFT) | seen.on(Side.RIGHT)
    body = blank(size, "#f2dcb4")
    _cover(body, camera, seen, upright, bookcase(rng), seen.z + 51.3 * (seen.x > 0), seen.y + 1.6)
    _cover(body, camera, seen, seen.on(Side.FLOOR), parquet(rng, colour="#7a4a26"), seen.x, seen.z)
    cover(body, seen.on(Side.CEILING), rgb("#c9b89c"))
    cover(body, upright & (np.abs(seen.z % 1.6 - 0.8) > 0.77), rgb("#5a3518"))
    hung = [Lamp(0, -1.35, 1.2 + 2.1 * i, rgb(warm, 1.25)) for i in range(lamps)]
    light: Array = body * seen.lit([*hung, Lamp(0, -0.4, 14, rgb("#fff2d8", 9.0))], ambient=rgb(warm, 0.05))
    for lamp in hung:
        at = camera.project(lamp.x, -1.58, lamp.z)
        half = camera.scale(lamp.z) * 0.16
        fill(light, ellipse(at[0], at[1], half, half * 0.22), rgb("#fff0cf", 5.0), soft=1)
        glow(light, at[0], at[1], half * 5, rgb(warm, 0.8))
    _gloss(light, camera, seen, strength=0.5)
    light = _air(light, seen, rgb("#ffe2b0", 0.55), 60)
    return focus(light, smooth(2.6, 1.0, seen.z) + 0.45 * smooth(5, 14, seen.z), size[0] / 110)


def spines(rng: Random, size: Size, *, turn: float = 0.5, sharp: float = 2.0) -> Array:
    """Along a shelf at arm's length: a few spines sharp, the others melting away on both sides."""
    camera = Camera(size, focal=1.1 * max(1.0, size[1] / size[0]), horizon=0.48, centre=0.1)
    across, down = camera.rays()
    # A wall that runs away to the right: x = turn * z - 0.42.
    z = np.float32(0.75) / np.maximum(np.float32(1.15) - across * np.float32(turn) * 1.3, np.float32(0.08))
    z = np.repeat(z, size[1], axis=0)
    wall = bookcase(rng, metres=1.6, pixels=1000)
    body = wall.at(z * 1.6 + across * z, down * z + 0.92, z / np.float32(camera.focal * size[0]))
    lit = 0.35 + 0.9 * np.exp(-((z - sharp * 0.6) ** 2) * 1.2)
    light: Array = body * lit * rgb("#ffe4bd", 1.35)
    light = mix(light, rgb("#2a1a0c"), smooth(1.4, 6.0, z) * np.float32(0.6))
    return focus(light, np.clip(np.abs(1 / z - np.float32(1 / (0.5 * sharp))) * 1.1 - 0.06, 0, 1), size[0] / 60)


def reading_hall(rng: Random, size: Size, *, rows: int = 9, evening: bool = True, shade: str = "#1f7a4c") -> Array:
    """Long tables with green lamps in rows, books up the walls, tall windows at the end."""
    camera = Camera(size, focal=0.8, horizon=0.4, centre=0.5)
    room = Room(left=5.2, right=5.2, floor=1.9, ceiling=3.6, back=24)
    seen = room.seen(camera)
    upright = seen.on(Side.LEFT) | seen.on(Side.RIGHT)
    coffer = (np.abs(seen.x % 1.6 - 0.8) > 0.66) | (np.abs(seen.z % 1.8 - 0.9) > 0.76)
    body = blank(size, "#b8a583")
    _cover(body, camera, seen, seen.on(Side.FLOOR), parquet(rng), seen.x, seen.z)
    _cover(body, camera, seen, upright & (seen.y > -1.4), bookcase(rng), seen.z, seen.y + 1.4)
    cover(body, upright & (np.abs(seen.z % 3.0 - 1.5) > 1.36), rgb("#5a3820"))
    cover(body, seen.on(Side.CEILING), rgb("#3c2a1a"))
    cover(body, seen.on(Side.CEILING) & coffer, rgb("#7a5a38"))
    depths = [3.4 + 2.15 * row for row in range(rows)]
    spots = [(x, z) for z in depths for x in (-2.9, -1.5, 1.5, 2.9)]
    warm = rgb("#ffbf73")
    pools = [Lamp(x, 0.55, z, warm * np.float32(0.16)) for x, z in spots]
    hung = [Lamp(0, -2.6, z, rgb("#ffd9a0", 1.7)) for z in (5, 11, 17, 23)]
    dusk = rgb("#5f86c9", 0.07 if evening else 0.45)
    light: Array = body * seen.lit([*pools, *hung], ambient=dusk, step=6)
    _tall_windows(light, camera, room, evening)
    _gloss(light, camera, seen, strength=0.5)
    light = _air(light, seen, rgb("#e8b878", 0.18), 90)
    for z in reversed(depths):
        for side in (-1, 1):
            _table(light, rng, camera, side * 2.2, z, rgb(shade), warm)
    for lamp in hung:
        _pendant(light, camera, lamp)
    unsharp = smooth(5.2, 2.4, seen.z) * 0.7 + 0.3 * smooth(9, 24, seen.z)
    return focus(light, unsharp * (camera.rays()[1] > 0.08) + 0.22 * smooth(8, 24, seen.z), size[0] / 130)


def _tall_windows(light: Array, camera: Camera, room: Room, evening: bool) -> None:
    """Three arched windows in the end wall."""
    outside = rgb("#4a78c8", 0.55) if evening else rgb("#e8f1ff", 3.2)
    for middle in (-3, 0, 3):
        left, right = (
            camera.project(middle - 0.85, 0, room.back)[0],
            camera.project(middle + 0.85, 0, room.back)[0],
        )
        sill, spring = camera.project(0, 0.4, room.back)[1], camera.project(0, -2.0, room.back)[1]
        half = (right - left) / 2
        arch = ellipse(left + half, spring, half, half, arc=(180, 360))
        fill(light, [(left, sill), *arch, (right, sill)], outside, soft=0.7)
        glow(light, left + half, (sill + spring) / 2, half * 5, outside * np.float32(0.25))
        for share in (0.25, 0.5, 0.75):
            x = left + 2 * half * share
            fill(
                light,
                stroke([(x, spring - half), (x, sill)], max(1.0, half * 0.05)),
                rgb("#1a120c"),
                opacity=0.8,
            )
        for share in np.linspace(0, 1, 6):
            y = spring + (sill - spring) * share
            fill(light, stroke([(left, y), (right, y)], max(1.0, half * 0.04)), rgb("#1a120c"), opacity=0.8)


def _table(light: Array, rng: Random, camera: Camera, x: float, z: float, shade: Array, warm: Array) -> None:
    """A table for four with two lamps, their pools of light and an open book or two."""
    top, half, deep = 0.95, 1.45, 0.45
    corners = [(x - half, z - deep), (x + half, z - deep), (x + half, z + deep), (x - half, z + deep)]
    board = [camera.project(cx, top, cz) for cx, cz in corners]
    near, far = board[0][1], board[2][1]
    left, right = board[0][0], board[1][0]
    floor_y = camera.project(0, 1.88, z)[1]
    fill(
        light,
        [(left, near), (right, near), (right, floor_y), (left, floor_y)],
        rgb("#000000"),
        opacity=0.55,
        soft=camera.scale(z) * 0.06,
    )
    fill(light, board, rgb("#4a2812", 0.4))
    for lamp_x in (x - 0.7, x + 0.7):
        foot = camera.project(lamp_x, top, z)
        metre = camera.scale(z)
        pool = ellipse(foot[0], foot[1], metre * 0.62, (near - far) * 0.42)
        fill(light, pool, warm * np.float32(0.34), soft=metre * 0.09, opacity=0.85)
        if rng.random() < 0.75:
            _open_book(light, rng, camera, lamp_x + rng.uniform(-0.1, 0.1), top, z - 0.22)
    edge = camera.scale(z - deep) * 0.06
    fill(light, [(left, near), (right, near), (right, near + edge), (left, near + edge)], rgb("#2a1509", 0.8))
    for lamp_x in (x - 0.7, x + 0.7):
        _desk_lamp(light, camera, (lamp_x, top, z), shade, warm)


def _open_book(light: Array, rng: Random, camera: Camera, x: float, y: float, z: float) -> None:
    for side in (-1, 1):
        page = [(x, z - 0.13), (x + side * 0.19, z - 0.12), (x + side * 0.19, z + 0.1), (x, z + 0.1)]
        outline = [camera.project(px, y - 0.012, pz) for px, pz in page]
        fill(light, outline, rgb("#fff0d2", float(rng.uniform(0.6, 0.85))), soft=0.5)
    gutter = [camera.project(x, y - 0.012, z - 0.13), camera.project(x, y - 0.012, z + 0.1)]
    fill(light, stroke(gutter, camera.scale(z) * 0.012), rgb("#5a4020"), opacity=0.6)


def _desk_lamp(light: Array, camera: Camera, place: tuple[float, float, float], shade: Array, warm: Array) -> None:
    x, y, z = place
    metre = camera.scale(z)
    foot, head = camera.project(x, y, z), camera.project(x, y - 0.42, z)
    brass = rgb("#b98a3a", 0.7)
    fill(light, ellipse(foot[0], foot[1], metre * 0.09, metre * 0.03), brass)
    fill(light, stroke([foot, head], metre * 0.022), brass)
    glow(light, head[0], head[1] + metre * 0.12, metre * 0.95, warm * np.float32(0.3))
    bell = [
        (head[0] - metre * 0.25, head[1] + metre * 0.09),
        *ellipse(head[0], head[1] + metre * 0.04, metre * 0.21, metre * 0.13, arc=(180, 360)),
        (head[0] + metre * 0.25, head[1] + metre * 0.09),
    ]
    fill(light, bell, shade * np.float32(0.9), soft=0.6)
    fill(
        light,
        ellipse(head[0] - metre * 0.06, head[1], metre * 0.07, metre * 0.035),
        shade * 2 + 0.2,
        soft=metre * 0.02,
        opacity=0.8,
    )
    fill(
        light,
        ellipse(head[0], head[1] + metre * 0.09, metre * 0.235, metre * 0.035),
        rgb("#fff1cf", 3.0),
        soft=0.6,
    )


def _pendant(light: Array, camera: Camera, lamp: Lamp) -> None:
    x, y = camera.project(lamp.x, lamp.y, lamp.z)
    metre = camera.scale(lamp.z)
    fill(
        light,
        stroke([(x, camera.project(0, -3.6, lamp.z)[1]), (x, y)], max(1.0, metre * 0.02)),
        rgb("#1a120a"),
    )
    glow(light, x, y, metre * 2.4, rgb("#ffd9a0", 0.7))
    fill(light, ellipse(x, y, metre * 0.26, metre * 0.26), rgb("#fff0d0", 3.4), soft=1)


@dataclass(frozen=True, slots=True)
class Windows:
    """A row of equal windows in the left wall: how far the first is, from one to the next, how many."""

    first: float
    pitch: float
    count: int

    @property
    def middles(self) -> list[float]:
        """How far each one is."""
        return [self.first + self.pitch * index for index in range(self.count)]


def sunlit(
    rng: Random,
    size: Size,
    *,
    windows: Windows = Windows(first=3.0, pitch=3.2, count=3),
    back: float = 13.0,
    dust: float = 1.0,
    sun: str = "#ffd9a0",
    floor: str = "wood",
) -> Array:
    """A room with windows on the left: the sun's beams in the air, their panes on the floor."""
    camera = Camera(size, focal=0.78 * max(1.0, size[1] / size[0] * 0.85), horizon=0.46, centre=0.46)
    room = Room(left=2.6, right=2.9, floor=1.5, ceiling=2.1, back=back)
    seen = room.seen(camera)
    ground = seen.on(Side.FLOOR)
    upright = ~ground & ~seen.on(Side.CEILING)
    plaster = noise(rng, (512, 512), 60, octaves=6) * np.float32(0.16) + np.float32(0.84)
    body = blank(size, "#d8cdb8")
    walls = Texture(plaster * rgb("#d8cdb8"), 4, 4)
    _cover(body, camera, seen, ~ground, walls, seen.z + seen.x, seen.y + seen.x * seen.on(Side.CEILING))
    _cover(
        body,
        camera,
        seen,
        ground,
        parquet(rng, colour="#8f6236") if floor == "wood" else marble(rng),
        seen.x,
        seen.z,
    )
    body *= np.where((upright & (seen.y > 0.45))[None], rgb("#c8a878"), np.float32(1))
    cover(body, upright & (seen.y > 1.36), rgb("#6a4a2c"))
    sky_lamps = [Lamp(-2.4, -0.3, z, rgb("#9dbcf0", 0.75)) for z in windows.middles]
    bounced = [Lamp(0.8, 1.3, z + 0.8, rgb(sun, 0.55)) for z in windows.middles]
    light: Array = body * seen.lit([*sky_lamps, *bounced], ambient=rgb("#9fb4d8", 0.045), step=4)
    direct = _sun_through(seen.x, seen.y, seen.z, windows, softness=0.05)
    facing = np.where(seen.on(Side.FLOOR), 1.0, np.where(seen.on(Side.RIGHT), 0.9, 0.25)).astype(np.float32)
    light += body * (direct * facing * ~seen.on(Side.LEFT)) * rgb(sun, 4.2)
    panes = seen.on(Side.LEFT) * _pane(seen.y, seen.z, windows, 0.015)
    light = mix(light, rgb("#eef4ff", 3.6), panes)
    _gloss(light, camera, seen, strength=0.75 if floor == "stone" else 0.45, rough=0.6)
    light += _beams(rng, camera, seen, windows) * rgb(sun, 0.55 * dust)
    return light


_SUN_SLOPE = (1.35, 0.5)
"""How far the light falls (y) and drifts away (z) for each metre to the right."""


def _sun_through(x: Array, y: Array, z: Array, windows: Windows, *, softness: float) -> Array:
    """1 where the sun reaches a point: follow its ray back to the left wall and see if a pane is there."""
    run = x + np.float32(2.6)
    return _pane(y - run * np.float32(_SUN_SLOPE[0] * 0.55), z - run * np.float32(_SUN_SLOPE[1]), windows, softness)


def _pane(y: Array, z: Array, windows: Windows, softness: float) -> Array:
    u = z - np.float32(windows.first)
    u = u - np.float32(windows.pitch) * np.clip(np.round(u / np.float32(windows.pitch)), 0, windows.count - 1)
    thin = softness * 0.6
    opening = smooth(0.75 + softness, 0.75 - softness, np.abs(u)) * smooth(
        1.18 + softness, 1.18 - softness, np.abs(y + 0.57)
    )
    upright = smooth(0.03 - thin, 0.03 + thin, np.abs(u))
    level = smooth(0.03 - thin, 0.03 + thin, np.abs((y + 1.75) % 0.8 - 0.02))
    return opening * upright * level


def _beams(rng: Random, camera: Camera, seen: Surface, windows: Windows) -> Array:
    """Light scattered by dust along each ray, summed in steps on a coarse picture."""
    width, height = camera.size
    small = Camera((width // 6, height // 6), camera.focal, camera.centre, camera.horizon)
    across, down = small.rays()
    depth = resize(np.minimum(seen.z, 16), small.size)
    total = np.zeros((small.size[1], small.size[0]), np.float32)
    steps = 36
    jitter = rng.random(total.shape, np.float32)
    smoke = 0.55 + 0.9 * noise(rng, small.size, small.size[1] / 3, octaves=4)
    for step in range(steps):
        z = depth * ((step + jitter) / np.float32(steps))
        total += _sun_through(across * z, down * z, z, windows, softness=0.06) * depth / steps
    return resize(blur(total * smoke, 2), camera.size) * np.float32(0.16)


def stage(
    rng: Random, size: Size, *, beams: int = 5, tints: tuple[str, ...] = ("#ffd9a0", "#bcd4ff", "#ffb0a0")
) -> Array:
    """A stage before it begins: a curtain, beams in the haze, empty chairs in their light."""
    width, height = size
    x, y = grid(size)
    apron = height * 0.74
    folds = noise(rng, (width, 1), width / 26, octaves=3)[0] * 30 + x[0] / width * 70
    cloth = 0.45 + 0.4 * np.sin(folds) + 0.15 * np.sin(folds * 2.3 + 1)
    light = np.broadcast_to(rgb("#6a0f16", 0.55) * np.clip(cloth, 0.05, 1)[None, :], (3, height, width)).copy()
    light *= 0.25 + 0.75 * smooth(0, apron, y)
    camera = Camera(size, focal=1.0, horizon=0.5)
    boards = parquet(rng, colour="#7a4c28", metres=3.0)
    row = int(apron)
    across, down = camera.rays()
    z = np.broadcast_to(1.6 / down[row:], (height - row, width)).astype(np.float32)
    light[:, row:] = boards.at(across * z + 20, z, z / width * 2) * np.float32(0.12)
    places = [(0.2 + 0.6 * i / max(1, beams - 1)) * width for i in range(beams)]
    pools = np.zeros((3, height, width), np.float32)
    for i, place in enumerate(places):
        tint = rgb(tints[i % len(tints)])
        source = width * (0.5 + (place / width - 0.5) * 0.45), -height * 0.06
        reach = width * 0.085
        floor_y = height * 0.83
        cone = [source, (place - reach, floor_y), (place + reach, floor_y)]
        fill(pools, cone, tint * np.float32(0.2), soft=width / 130, add=True)
        fill(
            pools,
            ellipse(place, floor_y, reach, reach * 0.26),
            tint * np.float32(2.6),
            soft=width / 160,
            add=True,
        )
        glow(light, *source, width * 0.2, tint * np.float32(1.2))
    smoke = 0.45 + 1.1 * noise(rng, size, height / 4, octaves=6)
    fade = mix(
        1.6 * smooth(apron, -height * 0.2, y) + 0.25,
        np.ones((1, 1), np.float32),
        (y > apron).astype(np.float32),
    )
    above = smooth(apron + 4, apron - 4, y)
    light += pools * (smoke * fade * above) + pools * (1 - above) * (light * 7 + 0.04)
    for i, place in enumerate(places):
        _chair(
            light,
            (place, height * 0.835),
            height * 0.2,
            rgb(tints[i % len(tints)]),
            turn=1 if place > width / 2 else -1,
        )
    _rows_of_backs(light, rng, rgb("#a05040", 0.25))
    return light


def _chair(light: Array, foot: Point, tall: float, tint: Array, *, turn: int) -> None:
    """A plain wooden chair seen from the front, lit from above."""
    x, y = foot
    wood, dark = rgb("#8a5a30") * tint, rgb("#140a06")
    wide, seat = tall * 0.24, y - tall * 0.46
    fill(light, ellipse(x, y, tall * 0.34, tall * 0.06), rgb("#000000"), opacity=0.55, soft=tall * 0.03)
    for side in (-1, 1):
        fill(
            light,
            stroke([(x + side * wide * 0.8, y - tall * 0.05), (x + side * wide * 0.72, y - tall)], tall * 0.035),
            wood * np.float32(0.7),
        )
        fill(light, stroke([(x + side * wide, y), (x + side * wide * 0.95, seat)], tall * 0.04), dark)
    for share in (0.66, 0.78, 0.92):
        rail = [
            (x - wide * 0.76, y - tall * share),
            (x, y - tall * (share + 0.015)),
            (x + wide * 0.76, y - tall * share),
        ]
        fill(light, stroke(rail, tall * 0.05), wood * np.float32(1.1))
    plate = [
        (x - wide, seat + tall * 0.06),
        (x - wide * 0.85, seat - tall * 0.02),
        (x + wide * 0.85, seat - tall * 0.02),
        (x + wide, seat + tall * 0.06),
    ]
    fill(light, plate, wood * np.float32(2.2), soft=0.6)
    fill(light, stroke([plate[0], plate[3]], tall * 0.03), dark)
    fill(
        light,
        stroke([(x + turn * wide * 0.9, seat), (x + turn * wide * 0.9, y)], tall * 0.01),
        wood * np.float32(2),
        opacity=0.6,
    )


def screens(rng: Random, size: Size, pictures: tuple[Array, ...]) -> Array:
    """Television sets on the wall of a dark hall, their light on the floor and on the backs of chairs."""
    camera = Camera(size, focal=0.9, horizon=0.5)
    room = Room(left=4.6, right=4.6, floor=1.6, ceiling=1.9, back=7.0)
    seen = room.seen(camera)
    body = blank(size, "#8c8478")
    _cover(body, camera, seen, seen.on(Side.FLOOR), marble(rng, colour="#8f8a86"), seen.x, seen.z)
    middles = np.linspace(-2.45, 2.45, len(pictures))
    glowing = [
        Lamp(float(middle), -0.25, 6.7, picture.mean(axis=(1, 2), keepdims=True) * np.float32(2.6))
        for middle, picture in zip(middles, pictures, strict=True)
    ]
    light: Array = body * seen.lit(glowing, ambient=rgb("#38507a", 0.035), step=4)
    wash = np.exp(-((seen.y + 0.25) ** 2) / 2.0) * seen.on(Side.BACK)
    light += wash * rgb("#7f9ad0", 0.05)
    for middle, picture in zip(middles, pictures, strict=True):
        left, top = camera.project(middle - 1.12, -0.95, 6.9)
        right, bottom = camera.project(middle + 1.12, 0.42, 6.9)
        frame = (right - left) * 0.016
        glow(light, (left + right) / 2, (top + bottom) / 2, (right - left) * 1.2, rgb("#9fb8e8", 0.12))
        fill(
            light,
            [
                (left - frame, top - frame),
                (right + frame, top - frame),
                (right + frame, bottom + frame),
                (left - frame, bottom + frame),
            ],
            rgb("#040406"),
        )
        shown = resize(picture, (int(right - left), int(bottom - top)))
        light[:, int(top) : int(top) + shown.shape[1], int(left) : int(left) + shown.shape[2]] = shown * np.float32(
            1.25
        )
    _gloss(light, camera, seen, strength=0.8, rough=0.8)
    _rows_of_backs(light, rng, rgb("#a8c0f0", 0.22))
    return light


def _rows_of_backs(light: Array, rng: Random, rim: Array) -> None:
    """The backs of the front rows, near the lens and dark, a little light on their upper edges."""
    height, width = light.shape[-2:]
    for up, tall, count in ((0.9, 0.1, 11), (1.0, 0.17, 7)):
        for index in range(count + 1):
            x = (index + rng.normal(0, 0.05)) / count * width
            half, top = width * 0.4 / count, height * (up - tall * 0.35 + rng.normal(0, 0.004))
            corners = ellipse(x, top + half * 0.5, half, half * 0.5, arc=(180, 360))
            soft = width / 450 / tall * 0.1 * (1 + tall * 10)
            fill(light, [(x - half, height), *corners, (x + half, height)], rgb("#030406"), soft=soft)
            fill(light, stroke(corners[6:42], width / 420), rim, soft=soft, opacity=0.8)


def corridor(rng: Random, size: Size, *, tint: str = "#ffe6bf") -> Array:
    """A long corridor with a polished floor, arches and lamps one after another, a window at its end."""
    camera = Camera(size, focal=0.9 * max(1.0, size[1] / size[0] * 0.8), horizon=0.5)
    room = Room(left=1.7, right=1.7, floor=1.5, ceiling=1.9, back=34)
    seen = room.seen(camera)
    upright = seen.on(Side.LEFT) | seen.on(Side.RIGHT)
    bay = np.abs(seen.z % 3.4 - 1.7)
    door = upright & (bay < 0.62) & (seen.y > -0.75)
    body = blank(size, "#c2b294")
    _cover(body, camera, seen, seen.on(Side.FLOOR), marble(rng, colour="#8f8474"), seen.x, seen.z)
    cover(body, upright & (seen.y > 0.5), rgb("#8f7a5a"))
    cover(body, door, rgb("#2c180a"))
    cover(body, door & (bay < 0.54), rgb("#5a3418"))
    cover(body, (upright | seen.on(Side.CEILING)) & (bay > 1.42), rgb("#d9c8a4"))
    spots = [1.7 + 3.4 * i for i in range(10)]
    lamps = [Lamp(0, -1.45, z, rgb(tint, 0.8)) for z in spots]
    light: Array = body * seen.lit([*lamps, Lamp(0, -0.2, 33, rgb("#e8f2ff", 14.0))], ambient=rgb(tint, 0.012), step=4)
    window = seen.on(Side.BACK) & (np.abs(seen.x) < 1.25) & (seen.y > -1.5) & (seen.y < 1.3)
    bars = (np.abs(seen.x % 0.8 - 0.4) < 0.37) & (np.abs(seen.y % 0.9 - 0.45) < 0.41)
    light = np.where(window & bars, rgb("#f4f8ff", 5.0), light)
    _gloss(light, camera, seen, strength=2.2, rough=0.35)
    for z in reversed(spots):
        x, y = camera.project(0, -1.6, z)
        metre = camera.scale(z)
        fill(light, stroke([camera.project(0, -1.9, z), (x, y)], max(1.0, metre * 0.02)), rgb("#1a120a"))
        glow(light, x, y, metre * 1.2, rgb(tint, 0.55))
        fill(light, ellipse(x, y, metre * 0.17, metre * 0.17), rgb("#fff4de", 3.5), soft=1)
    return _air(light, seen, rgb("#f4ead4", 0.5), 160)
