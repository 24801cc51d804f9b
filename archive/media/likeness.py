"""What a picture looks like, small enough to keep: a square of grey values, taken when the picture is decoded.

Runs in child processes. What two of them have in common is ``archive.likeness``'s to say.
"""

from __future__ import annotations

import base64
from typing import Final

from PIL import Image

SIDE: Final = 64
"""Values a side: a hand that moved between two frames of a burst is still seen, and it is 4 kB a photo."""


def signature(image: Image.Image) -> str:
    """The picture squeezed into a square of grey values, row by row, in base64.

    The triangle filter leaves nothing near the limit of what the square can hold, so that one that was cropped a
    little can be laid over another with values in between.
    """
    square = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=3.0)
    return base64.b64encode(square.tobytes()).decode("ascii")
