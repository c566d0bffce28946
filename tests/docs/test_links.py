from __future__ import annotations

import glob
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCUMENTS = [
    os.path.relpath(path, CHECKOUT).replace(os.sep, "/")
    for pattern in ("*.md", "docs/*.md", "examples/*.md")
    for path in sorted(glob.glob(os.path.join(CHECKOUT, pattern)))
]


def anchors(text: str) -> set[str]:
    """The headings, as links name them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_to_a_file_and_a_heading(
    checkout: str, read: Callable[[str], str]
) -> None:
    broken = []
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", read(document)):
            path, _, heading = target.partition("#")
            there = os.path.normpath(os.path.join(os.path.dirname(document), path))
            found = there if path else document
            missing = not os.path.exists(os.path.join(checkout, found))
            if missing or (heading and heading not in anchors(read(found))):
                broken.append(f"{document}: {target}")
    assert broken == []


def test_every_document_can_be_reached_from_the_readme(read: Callable[[str], str]) -> None:
    linked = set(re.findall(r"\]\(([^)#]+)", read("README.md")))
    assert {name for name in DOCUMENTS if name != "README.md"} <= linked
