"""The contact sheet of the sample event: which scene stands for which frame, how large, on which film.

Adding a picture is one line here and one frame in ``event``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from archive.sample import indoors, outdoors, stills, streets
from archive.sample.canvas import Array, Film, Random, Size, develop
from archive.sample.terrain import DAWN, DUSK, NOON

LANDSCAPE: Size = (1500, 1000)
PORTRAIT: Size = (1000, 1500)
PANORAMA: Size = (2000, 840)


_PLAIN_FILM = Film()


@dataclass(frozen=True, slots=True)
class Picture:
    """How one photograph is made. The seed decides every chance in it, so it is always the same."""

    scene: Callable[[Random, Size], Array]
    seed: int
    size: Size = LANDSCAPE
    film: Film = _PLAIN_FILM


def draw(frame: str) -> Image.Image:
    """The photograph of a frame, by the frame's name without its extension. KeyError where there is none."""
    picture = PICTURES[frame]
    rng = np.random.default_rng(picture.seed)
    return develop(picture.scene(rng, picture.size), picture.film, rng)


def _broadcast(rng: Random, size: Size) -> Array:
    """The hall's television sets with three slides of the event on them."""
    slides = tuple(scene(rng, (480, 300)) for scene in (outdoors.sea, streets.hanok, outdoors.avenue))
    return indoors.screens(rng, size, slides)


PICTURES: Mapping[str, Picture] = {
    "DSC_0569": Picture(
        partial(outdoors.mountains, air=NOON, cover=0.7, eye=300, horizon=0.75, grass=0),
        3,
        film=Film(saturation=0.9),
    ),
    "DSC_0571": Picture(outdoors.avenue, 1, film=Film(exposure=-0.35, contrast=1.12, saturation=0.92)),
    "DSC_0574": Picture(outdoors.ginkgo, 6, film=Film(saturation=0.9)),
    "DSC_0577": Picture(indoors.corridor, 2, PORTRAIT, Film(contrast=1.06)),
    "DSC_0580": Picture(indoors.sunlit, 4, film=Film(contrast=1.04)),
    "DSC_0583": Picture(indoors.shelves, 5, film=Film(exposure=-0.1, contrast=1.05)),
    "DSC_0588": Picture(stills.flags, 7, film=Film(exposure=-0.1)),
    "DSC_0590": Picture(indoors.reading_hall, 8, film=Film(exposure=0.15)),
    "DSC_0596": Picture(indoors.stage, 9),
    "DSC_0601": Picture(stills.moon_jar, 10, PORTRAIT, Film(grain=0.022)),
    "DSC_0603": Picture(indoors.spines, 11, PORTRAIT, Film(exposure=-0.3, contrast=1.1)),
    "DSC_0608": Picture(_broadcast, 12, film=Film(exposure=0.2)),
    "DSC_0611": Picture(partial(streets.hanok, air=DUSK), 13),
    "DSC_0614": Picture(streets.lanterns, 14, PORTRAIT, Film(bloom=0.14)),
    "DSC_0622": Picture(stills.memorandum, 15, film=Film(exposure=0.15)),
    "DSC_0625": Picture(stills.open_book, 16, film=Film(exposure=0.1)),
    "DSC_0631": Picture(stills.violin, 17, PORTRAIT),
    "DSC_0634": Picture(partial(indoors.stage, beams=4, tints=("#ffc98a", "#ff9a5a")), 18, PANORAMA),
    "DSC_0640": Picture(outdoors.sea, 19, film=Film(bloom=0.12)),
    "DSC_0643": Picture(partial(streets.hanok, air=DAWN), 20, PANORAMA, Film(saturation=0.9)),
    "DSC_0649": Picture(streets.city, 21, film=Film(bloom=0.14, exposure=0.1)),
    "DSC_0653": Picture(streets.rain, 22),
    "DSC_0660": Picture(
        partial(outdoors.mountains, air=DUSK, lamps=2500, eye=350, focal=1.2, horizon=0.6, grass=0),
        5,
        PANORAMA,
    ),
    "DSC_0664": Picture(partial(outdoors.mountains, eye=12, horizon=0.7), 1, film=Film(saturation=0.95)),
}
