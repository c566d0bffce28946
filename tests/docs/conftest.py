from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

Read = Callable[[str], str]
Rows = Callable[[str, str], list[list[str]]]
Blocks = Callable[[str, str], list[str]]


@pytest.fixture(scope="session")
def checkout() -> str:
    return CHECKOUT


@pytest.fixture(scope="session")
def read() -> Read:
    """The text of a document, by its path in the checkout."""

    def text(document: str) -> str:
        with open(os.path.join(CHECKOUT, document), encoding="utf-8") as file:
            return file.read()

    return text


@pytest.fixture(scope="session")
def rows(read: Read) -> Rows:
    """The cells of a document's tables whose first line starts with these cells, row by row."""

    def cells(document: str, head: str) -> list[list[str]]:
        text = read(document)
        tables = re.findall(rf"^{re.escape(head)}.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
        return [
            [
                cell.strip().replace(r"\|", "|")
                for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))
            ]
            for table in tables
            for row in table.splitlines()
        ]

    return cells


@pytest.fixture(scope="session")
def blocks(read: Read) -> Blocks:
    """The blocks of code in a document that are in one language."""

    def code(document: str, language: str) -> list[str]:
        return re.findall(rf"^```{language}\n(.*?)^```", read(document), re.MULTILINE | re.DOTALL)

    return code
