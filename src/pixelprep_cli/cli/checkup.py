"""What an installation is made of, and whether it works."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from pixelprep_cli import __version__
from pixelprep_cli.batch.isolation import failures
from pixelprep_cli.batch.machine import memory_budget, usable_cores
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.health import Check, Verdict
from pixelprep_cli.model.values import WRITABLE
from pixelprep_cli.pipeline.selftest import READ_ONLY
from pixelprep_cli.report.streams import is_terminal, wants_color

DISTRIBUTION: Final = "pixelprep-cli"

PACKAGES: Final = {
    "pillow": "JPEG, PNG, WebP, GIF, TIFF",
    "pillow-avif-plugin": "AVIF; used also where Pillow has AVIF of its own",
    "typer": "commands",
    "rich": "progress and tables",
    "pydantic": "people's files",
    "tomli-w": "presets that are made",
    "tomlkit": "people's files",
    "platformdirs": "each system's folders",
}

OPTIONAL: Final = {
    "cykooz-resizer": "resizing; without it Pillow's own, which is slower",
    "mozjpeg-lossless-optimization": "recoding JPEG without loss; without it it is kept as it is",
    "pyoxipng": "packing PNG; without it zlib, which packs less",
}
"""Those that not every system has."""

EXTRAS: Final = {
    "heic": ("pi-heif-decoder", "reads HEIC"),
    "raw": ("rawpy", "reads camera RAW"),
    "jxl": ("pylibjxl", "reads and writes JPEG XL"),
    "palette": ("imagequant", "chooses the colours of lossy PNG palettes"),
}

COMMON: Final = ("resizing", "recoding")
REINSTALL: Final = f"{sys.executable} -m pip install --force-reinstall '{DISTRIBUTION}'"


def versions() -> Iterator[Check]:
    """pixelprep, Python, and the packages that are always there, each as new as it has to be."""
    yield Check("versions", "pixelprep", Verdict.OK, __version__)
    python = f"{platform.python_version()} on {platform.platform()}"
    yield Check("versions", "Python", Verdict.OK, python)
    for name, role in (PACKAGES | OPTIONAL).items():
        yield _package("versions", name, role, needed=name in PACKAGES)


def codecs() -> Iterator[Check]:
    """Every format that needs no extra, encoded and decoded; resizing, and recoding."""
    names = [*(name for name in WRITABLE if name not in EXTRAS), *READ_ONLY, *COMMON]
    for name, failure in failures(names):
        title = INPUTS[name].title if name in INPUTS else name
        does = "decodes" if name in READ_ONLY else "works" if name in COMMON else "encodes, decodes"
        yield _tried("codecs", title, failure, does, REINSTALL)


def extras() -> Iterator[Check]:
    """Those that are installed, tried; the others, with what installs them."""
    there = {extra: _version(package) for extra, (package, _) in EXTRAS.items()}
    tested = dict(failures([extra for extra, found in there.items() if found]))
    for extra, (package, role) in EXTRAS.items():
        install = f"{sys.executable} -m pip install '{DISTRIBUTION}[{extra}]'"
        if extra in tested:
            told = f"{package} {there[extra]}, {role}"
            again = install.replace("install", f"install --force-reinstall {package}", 1)
            yield _tried("extras", extra, tested[extra], told, again)
        else:
            yield Check("extras", extra, Verdict.NOTE, f"not installed; it {role}", install)
    role = "the extra prometheus, for stats --prometheus"
    yield _package("extras", "prometheus-client", role, needed=False)


def machine() -> Iterator[Check]:
    """Cores and memory."""
    memory = f"{format_bytes(memory_budget())} for decoded pictures"
    yield Check("machine", "cores", Verdict.OK, f"{usable_cores()} usable")
    yield Check("machine", "memory", Verdict.OK, memory)


def terminal() -> Iterator[Check]:
    """What standard output can show."""
    if not is_terminal(sys.stdout):
        yield Check("terminal", "output", Verdict.OK, "no terminal: plain lines, no progress bar")
    else:
        columns, lines = shutil.get_terminal_size()
        colours = "colours" if wants_color(sys.stdout, "auto") else "no colours"
        kind = f"{os.environ.get('TERM', 'a terminal')}, {columns} × {lines}, {colours}"
        yield Check("terminal", "output", Verdict.OK, kind)
    encoding = (sys.stdout.encoding or "none").lower()
    if encoding.replace("-", "").startswith("utf"):
        yield Check("terminal", "encoding", Verdict.OK, encoding)
    else:
        told = f"{encoding}: signs that it lacks are spelled out"
        yield Check("terminal", "encoding", Verdict.NOTE, told, "set PYTHONUTF8=1")


def _tried(area: str, name: str, failure: str | None, told: str, cure: str) -> Check:
    if failure is None:
        return Check(area, name, Verdict.OK, told)
    return Check(area, name, Verdict.WRONG, failure, cure)


def _package(area: str, name: str, role: str, *, needed: bool) -> Check:
    found, least = _version(name), _least(name)
    install = f"{sys.executable} -m pip install --upgrade {name}"
    if found is None:
        verdict = Verdict.WRONG if needed else Verdict.NOTE
        return Check(area, name, verdict, f"not installed ({role})", install)
    if least and _release(found) < _release(least):
        told = f"{found}, and at least {least} is needed ({role})"
        return Check(area, name, Verdict.WRONG, told, install)
    return Check(area, name, Verdict.OK, f"{found} ({role})")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _least(package: str) -> str | None:
    """The least version that pixelprep asks for, by its own metadata."""
    try:
        asked = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return None
    bounds = (re.match(rf"{re.escape(package)}(?![\w-])[^;]*?>=([\d.]+)", each) for each in asked)
    return next((bound[1] for bound in bounds if bound), None)


def _release(told: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", told)[:3])
