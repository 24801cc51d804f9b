from __future__ import annotations

import json
from datetime import datetime

from archive.media.metadata import CaptureTime, Exposure, Location, Metadata, Position, from_json, to_json

FULL = Metadata(
    captured=CaptureTime(datetime(2020, 10, 8, 11, 5, 31, 250_000), 360),
    camera_make="NIKON",
    orientation=6,
    exposure=Exposure(seconds=0.004, iso=800),
    position=Position(43.24, 76.95, 812.0),
    title={"kk": "Ашылу"},
    caption={"": "The opening", "ko": "개관식"},
    keywords=("кітап", "Корея"),
    creators=("Ақылбек Өміров",),
    persons_shown=("Kim Khing Su",),
    location=Location(city="Almaty"),
    tags={"exif": {"Image Make": "NIKON"}},
    problems=("The XMP block is damaged.",),
)


def test_metadata_comes_back_from_json_as_it_went() -> None:
    assert from_json(json.loads(json.dumps(to_json(FULL)))) == FULL
    assert from_json(json.loads(json.dumps(to_json(Metadata())))) == Metadata()


def test_metadata_kept_before_a_field_was_known_can_still_be_read() -> None:
    assert from_json({"credit": "National Library", "unknown": 1}) == Metadata(credit="National Library")
