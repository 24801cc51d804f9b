"""Receipts as they are kept: sentences stay what they are, so that they can be read in another language later."""

from __future__ import annotations

from typing import Any

from archive.model import Outcome
from archive.services.accessions import Receipt
from archive.text import message_from_json, message_to_json


def to_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as it is kept with its upload."""
    return {
        "file": receipt.file,
        "outcome": str(receipt.outcome),
        "asset_id": receipt.asset_id,
        "sha256": receipt.sha256,
        "reason": message_to_json(receipt.reason),
        "code": receipt.code,
        "notes": [message_to_json(note) for note in receipt.notes],
        "repeated": receipt.repeated,
    }


def from_json(kept: dict[str, Any]) -> Receipt:
    """The receipt again."""
    return Receipt(
        kept["file"],
        Outcome(kept["outcome"]),
        kept["asset_id"],
        kept["sha256"],
        message_from_json(kept["reason"]),
        kept["code"],
        tuple(message_from_json(note) for note in kept["notes"]),
        kept["repeated"],
    )
