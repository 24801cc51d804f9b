from __future__ import annotations

from datetime import datetime

import pytest

from archive.media import moments
from archive.media.metadata import CaptureTime

OPENING = datetime(2020, 10, 8, 11, 5, 31)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020:10:08 11:05:31", CaptureTime(OPENING)),
        ("2020:10:08 11:05:31.25+06:00", CaptureTime(OPENING.replace(microsecond=250_000), 360)),
        ("20201008T110531+0600", CaptureTime(OPENING, 360)),
        ("2020-10-08T11:05:31Z", CaptureTime(OPENING, 0)),
        ("2020-10-08T11:05", CaptureTime(OPENING.replace(second=0))),
        ("2020-10-08", CaptureTime(datetime(2020, 10, 8))),
        ("2020:10:08 11:05:31-03:30", CaptureTime(OPENING, -210)),
        ("", None),
        ("    :  :     :  :  ", None),
    ],
)
def test_moments_of_all_three_standards_are_understood(text: str, moment: CaptureTime | None) -> None:
    assert moments.parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "0000:00:00 00:00:00",
        "2020:13:45 25:61:61",
        "20200000",
        "2020",
        "<script>",
        "9999:12:31 23:59:59",
        "2021:02:29 12:00:00",
    ],
)
def test_a_moment_that_cannot_be_is_named_and_not_made_up(text: str) -> None:
    with pytest.raises(ValueError, match="capture"):
        moments.parse(text)
