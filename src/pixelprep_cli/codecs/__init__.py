"""Formats: what each can hold, how its knobs map, how its container is built."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import Codec


@cache
def codec_for(name: str) -> Codec:
    """The codec of a writable format, loaded when it is first asked for.

    Args:
        name: a name from `pixelprep_cli.model.values.WRITABLE`.
    """
    module = import_module(f"pixelprep_cli.codecs.{name}")
    found: Codec = module.CODEC
    return found
