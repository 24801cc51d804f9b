"""Where a page may send its reader next: to a path of our own, whatever the form or address said."""

from __future__ import annotations

import unicodedata

HOME = "/"


def same_origin_path(target: str) -> str:
    r"""The target if it is one path on this origin, else the front page.

    Browsers read ``\`` as ``/`` and drop tabs and line ends before they parse (WHATWG URL, 4.4),
    so ``/\evil.example`` and ``/<tab>/evil.example`` would leave us: neither passes.
    """
    is_path = target.startswith("/") and not target.startswith("//")
    is_plain = "\\" not in target and not any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in target)
    return target if is_path and is_plain else HOME
