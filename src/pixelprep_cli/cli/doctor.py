"""`doctor`: what this installation is made of."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import typer

from pixelprep_cli import __version__
from pixelprep_cli.batch.machine import memory_budget, usable_cores
from pixelprep_cli.config.locations import (
    cache_folder,
    preset_folder,
    state_folder,
    user_file,
    user_folder,
)
from pixelprep_cli.model.amounts import format_bytes

PACKAGES: Final = {
    "pillow": "JPEG, PNG, WebP, GIF, TIFF",
    "pillow-avif-plugin": "AVIF; used also where Pillow has AVIF of its own",
    "cykooz-resizer": "resizing; without it Pillow's own, which is slower",
    "mozjpeg-lossless-optimization": "recoding JPEG without loss; kept as it is without it",
    "pyoxipng": "packing PNG; without it zlib, which packs less",
    "pi-heif-decoder": "HEIC; the extra heic",
    "rawpy": "camera RAW; the extra raw",
    "imagequant": "colours of lossy PNG palettes; the extra palette",
    "pylibjxl": "JPEG XL; the extra jxl",
}


def examine() -> None:
    """Print versions, codecs, cores and folders."""
    folder = user_folder()
    lines = [
        ("pixelprep", __version__),
        ("Python", f"{platform.python_version()} on {platform.platform()}"),
        *((name, f"{_version(name)} ({role})") for name, role in PACKAGES.items()),
        ("cores", f"{usable_cores()} usable"),
        ("memory", f"{format_bytes(memory_budget())} for decoded pictures"),
        ("configuration", user_file(folder)),
        ("presets", preset_folder(folder)),
        ("backups", state_folder()),
        ("cache", cache_folder()),
    ]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        typer.echo(f"{name:{width}}  {value}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
