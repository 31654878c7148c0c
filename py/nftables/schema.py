# SPDX-License-Identifier: GPL-2.0-or-later
"""The outermost form of a document: an object with an array of objects. The library checks the rest."""
from __future__ import annotations

from typing import Any

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"nftables": {"type": "array", "items": {"type": "object"}}},
    "required": ["nftables"],
}


def _validate_plainly(document: Any) -> None:
    if not isinstance(document, dict):
        raise ValueError("the document is no object")
    if "nftables" not in document:
        raise ValueError("the document has no member \"nftables\"")
    if not isinstance(document["nftables"], list):
        raise ValueError("\"nftables\" is no array")
    for i, item in enumerate(document["nftables"]):
        if not isinstance(item, dict):
            raise ValueError(f"/nftables/{i} is no object")


def validate(document: Any) -> bool:
    """True, or jsonschema's exception; a ValueError where jsonschema is not installed."""
    try:
        import jsonschema
    except ImportError:
        _validate_plainly(document)
    else:
        jsonschema.validate(instance=document, schema=SCHEMA)
    return True
