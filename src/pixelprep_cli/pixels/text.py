"""Comments, and PNG's texts: their keywords (third edition, 11.3.3.1) as XMP properties."""

from __future__ import annotations

import re
from typing import Final

Texts = tuple[tuple[str, str], ...]
"""Keywords with their texts; a comment of JPEG or GIF has the keyword `Comment`."""

PROPERTIES: Final = {
    "Title": "dc:title",
    "Author": "dc:creator",
    "Description": "dc:description",
    "Copyright": "dc:rights",
    "Creation Time": "xmp:CreateDate",
    "Software": "xmp:CreatorTool",
}

COPYRIGHT: Final = frozenset(PROPERTIES) - {"Software"}
SAFE: Final = frozenset(PROPERTIES)

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?.{0,12})?")


def filtered(texts: Texts, kept: frozenset[str]) -> Texts:
    """The texts of these keywords."""
    return tuple(text for text in texts if text[0] in kept)


def properties(texts: Texts) -> dict[str, list[str]]:
    """XMP's names of what the texts say, as far as they have any."""
    found: dict[str, list[str]] = {}
    for keyword, text in texts:
        name = PROPERTIES.get(keyword)
        value = _date(text) if keyword == "Creation Time" else text.strip()
        if name and value:
            found.setdefault(name, []).append(value)
    return found


def _date(text: str) -> str | None:
    """A date as XMP has it, of one in its own form or in RFC 1123's, which PNG recommends."""
    from email.utils import parsedate_to_datetime

    if _DATE.fullmatch(text.strip()):
        return text.strip().replace(" ", "T", 1)
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return None
