"""Rooms and tables in perspective for the sample pictures: rays from a camera and where they land.

Metres; x to the right, y down, z away from the camera, which is at the origin. No scene is drawn here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archive.sample.canvas import Array, Point, Size, resize


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera held level, with a shift lens: focal length in picture widths, and where its axis is."""

    size: Size
    focal: float = 1.0
    centre: float = 0.5
    horizon: float = 0.5

    def rays(self) -> tuple[Array, Array]:
        """The slope of each pixel's ray, x/z in a row and y/z in a column."""
        width, height = self.size
        across = (np.arange(width, dtype=np.float32) + 0.5 - self.centre * width) / (self.focal * width)
        down = (np.arange(height, dtype=np.float32) + 0.5 - self.horizon * height) / (self.focal * width)
        return across[None, :].astype(np.float32), down[:, None].astype(np.float32)

    def project(self, x: float, y: float, z: float) -> Point:
        """Where a point in space falls in the picture."""
        scale = self.scale(z)
        return self.centre * self.size[0] + x * scale, self.horizon * self.size[1] + y * scale

    def scale(self, z: float) -> float:
        """Pixels per metre at a distance."""
        return self.focal * self.size[0] / z


class Side(IntEnum):
    """The inner faces of a room."""

    LEFT = 0
    RIGHT = 1
    FLOOR = 2
    CEILING = 3
    BACK = 4


@dataclass(frozen=True, slots=True)
class Lamp:
    """A small source of light and its strength as linear colour."""

    x: float
    y: float
    z: float
    colour: Array


@dataclass(frozen=True, slots=True)
class Surface:
    """Where each ray lands: position and face, pixel by pixel."""

    x: Array
    y: Array
    z: Array
    side: NDArray[np.uint8]

    def on(self, side: Side) -> NDArray[np.bool_]:
        """Which pixels show this face."""
        mask: NDArray[np.bool_] = self.side == side
        return mask

    def lit(self, lamps: Sequence[Lamp], *, ambient: Array, step: int = 3) -> Array:
        """Lambert's law summed over the lamps; light varies slowly, so every ``step``-th pixel will do."""
        every = slice(None, None, step)
        coarse = Surface(self.x[every, every], self.y[every, every], self.z[every, every], self.side[every, every])
        total = np.broadcast_to(ambient, (3, *coarse.x.shape)).copy()
        for lamp in lamps:
            dx, dy, dz = lamp.x - coarse.x, lamp.y - coarse.y, lamp.z - coarse.z
            square = dx * dx + dy * dy + dz * dz + np.float32(0.05)
            facing = np.choose(coarse.side, (dx, -dx, -dy, dy, -dz))
            total += np.maximum(facing, 0) / (square * np.sqrt(square)) * lamp.colour
        return resize(total, (self.x.shape[1], self.x.shape[0]), Image.Resampling.BILINEAR)


@dataclass(frozen=True, slots=True)
class Room:
    """A box around the camera: distances from it to each face."""

    left: float
    right: float
    floor: float
    ceiling: float
    back: float

    def seen(self, camera: Camera) -> Surface:
        """What the camera sees of it."""
        across, down = camera.rays()
        with np.errstate(divide="ignore"):
            sides = np.where(across < 0, -self.left / across, self.right / across)
            levels = np.where(down > 0, self.floor / down, -self.ceiling / down)
        z = np.minimum(np.minimum(sides, levels), np.float32(self.back)).astype(np.float32)
        side = np.full(z.shape, Side.BACK, np.uint8)
        side = np.where(z == levels, np.where(down > 0, Side.FLOOR, Side.CEILING), side)
        side = np.where(z == sides, np.where(across < 0, Side.LEFT, Side.RIGHT), side)
        return Surface(across * z, down * z, z, side.astype(np.uint8))


class Texture:
    """A flat picture to cover a surface with, kept in several sizes so that the distance does not glitter."""

    def __init__(self, light: Array, width: float, height: float) -> None:
        """``width`` and ``height`` say how many metres the picture covers; beyond, it repeats."""
        levels = [light]
        while min(light.shape[-2:]) > 16 and len(levels) < 6:
            light = resize(light, (light.shape[2] // 2, light.shape[1] // 2), Image.Resampling.BOX)
            levels.append(light)
        self._metres = width, height
        self._atlas = np.concatenate([level.reshape(3, -1) for level in levels], axis=1)
        self._columns = np.array([level.shape[2] for level in levels], np.int32)
        self._rows = np.array([level.shape[1] for level in levels], np.int32)
        self._starts = np.concatenate([[0], np.cumsum(self._columns * self._rows)[:-1]]).astype(np.int32)

    def at(self, u: Array, v: Array, metres_per_pixel: Array) -> Array:
        """The light at positions in metres, at the fineness that fits; all three of one shape."""
        finest = np.float32(self._metres[0] / self._columns[0])
        level = np.log2(np.maximum(metres_per_pixel / finest, 1)) + np.float32(0.3)
        level = np.minimum(level, len(self._starts) - 1).astype(np.int8)
        columns, rows = self._columns[level], self._rows[level]
        column = (u * np.float32(1 / self._metres[0]) % 1 * columns).astype(np.int32)
        row = (v * np.float32(1 / self._metres[1]) % 1 * rows).astype(np.int32)
        place = self._starts[level] + np.minimum(row, rows - 1) * columns + np.minimum(column, columns - 1)
        light: Array = np.take(self._atlas, place, axis=1)
        return light


def cover(body: Array, where: NDArray[np.bool_], stuff: Array) -> None:
    """Give the pixels of one surface their colour: one for all, or one for each of them."""
    if stuff.size == 3:
        np.copyto(body, stuff, where=where)
    else:
        body[:, where] = stuff
