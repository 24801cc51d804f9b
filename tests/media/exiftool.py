"""What exiftool says, and what we say, in the same words: it has names and print-outs of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from archive.media.iptc_standard import BY_XMP

PREFIXES = {"iptcCore": "Iptc4xmpCore", "iptcExt": "Iptc4xmpExt"}
OTHER_NAMES = {
    "Iptc4xmpExt:AdditionalModelInformation": "Iptc4xmpExt:AddlModelInfo",
    "Iptc4xmpExt:DigitalImageGUID": "Iptc4xmpExt:DigImageGUID",
    "Iptc4xmpExt:EventID": "Iptc4xmpExt:EventId",
    "Iptc4xmpExt:RegistryID": "Iptc4xmpExt:RegistryId",
}
"""What exiftool calls otherwise than the standard."""
PLUS = {
    "Not Applicable": ("MR-NAP", "PR-NAP"),
    "Age 25 or Over": ("AG-A25",),
    "Work": ("work",),
    "Cell": ("cell",),
}
"""What exiftool says for the terms of the PLUS vocabulary."""
SPELLED = {name.casefold(): name for name in BY_XMP}


def spoken(value: Any) -> Any:
    """A value of ours in the words of exiftool, or the other way round: both come out alike."""
    if isinstance(value, dict):
        if value and all(key == "" or re.fullmatch(r"[a-z]{2}(-\w+)?", key) for key in value):
            return spoken(value.get("", ""))
        return {key[0].upper() + key[1:]: spoken(member) for key, member in value.items()}
    if isinstance(value, list):
        return [spoken(member) for member in value]
    text = unicodedata.normalize("NFC", "" if value is None else str(value)).strip()
    if place := re.fullmatch(r"(-?[\d.]+) ?([NSEW]|m)", text):
        return f"{float(place[1]) * (-1 if place[2] in 'SW' else 1):g}"
    if date := re.fullmatch(r"(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\S+))?", text):
        return "-".join(date.groups()[:3]) + (f"T{date[4]}" if date[4] else "")
    text = text.removeprefix("http://ns.useplus.org/ldf/vocab/")
    text = next((said for said, terms in PLUS.items() if text in terms), text)
    return f"{float(text):g}" if re.fullmatch(r"-?\d+(\.\d+)?", text) else re.sub(r"\s+", " ", text).casefold()


def xmp_properties(truth: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What exiftool reads of a picture's XMP that is of the IPTC standard, by the standard's names."""
    for group_and_tag, value in truth.items():
        group, _, tag = group_and_tag.partition(":")
        if group.startswith("XMP-"):
            prefix = group.removeprefix("XMP-")
            named = f"{PREFIXES.get(prefix, prefix)}:{tag}"
            named = OTHER_NAMES.get(named, named)
            if named.casefold() in SPELLED:
                yield SPELLED[named.casefold()], value
