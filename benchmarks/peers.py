"""pixelprep, the other tools that do the same job where they are installed, and the floor."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

DRIVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sharp.mjs")
FLOOR = "codec floor"
IN_FLIGHT = 4
NO_AVIF = ("jpeg", "webp")  # some builds have AVIF, none of them in a time worth waiting for


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Every picture of `folder` to `format`, at most `long_edge` pixels long.

    Without a `quality` each tool uses its own default. `max_pixels` raises the limits of the tools
    that have one. `max_size` is a cap in bytes, which only some can keep.
    """

    folder: str
    format: str
    quality: int | None
    long_edge: int
    max_pixels: int | None = None
    max_size: int | None = None

    @property
    def sources(self) -> list[str]:
        """Paths of the pictures."""
        return sorted(entry.path for entry in os.scandir(self.folder))


@dataclass(frozen=True, slots=True)
class Tool:
    """A contestant: `command` gives the words that do some work into an output folder."""

    name: str
    command: Callable[[Work, str], list[str]]
    formats: tuple[str, ...] = ("jpeg", "webp", "avif")
    caps: bool = False


@dataclass(frozen=True, slots=True)
class Sharp:
    """sharp in a `node_modules` folder, driven by `sharp.mjs`."""

    node: str
    modules: str

    def batch(self, work: Work, output: str) -> list[str]:
        """One process, four pictures in flight, libvips' own threads."""
        suffix = f".{work.format}"
        files = [
            {"source": path, "output": os.path.join(output, _stem(path) + suffix)}
            for path in work.sources
        ]
        job = {
            "files": files,
            "format": work.format,
            "longEdge": work.long_edge,
            "options": {"quality": work.quality} if work.quality else {},
            "inFlight": IN_FLIGHT,
        }
        return self._driver(job, f"{output}.json")

    def encode(self, source: str, outputs: dict[int, str]) -> dict[str, float]:
        """AVIF at each quality into its output, on one thread; CPU seconds by output."""
        files = [
            {"source": source, "output": output, "options": {"quality": quality}}
            for quality, output in outputs.items()
        ]
        job = {"files": files, "format": "avif", "inFlight": 1, "concurrency": 1}
        command = self._driver(job, f"{source}.json")
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return {entry["output"]: entry["seconds"] for entry in json.loads(done.stdout)}

    def _driver(self, job: dict[str, Any], path: str) -> list[str]:
        with open(path, "w", encoding="utf-8") as stream:
            json.dump({"sharp": os.path.join(self.modules, "sharp"), **job}, stream)
        return [self.node, DRIVER, path]


def find_sharp(modules: str | None) -> Sharp | None:
    """sharp in the `node_modules` folder that is named, in NODE_PATH, or in one upward."""
    node = shutil.which("node")
    if modules:
        folders = [modules]
    else:
        folders = [folder for folder in os.environ.get("NODE_PATH", "").split(os.pathsep) if folder]
        folders += _upward("node_modules")
    found = next((f for f in folders if os.path.isdir(os.path.join(f, "sharp"))), None)
    return Sharp(node, os.path.abspath(found)) if node and found else None


def _upward(name: str) -> list[str]:
    folder = os.getcwd()
    found = [os.path.join(folder, name)]
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        found.append(os.path.join(folder, name))
    return found


def find_sharp_cli(modules: str | None) -> str | None:
    """The command of npm's `sharp-cli`, beside sharp or on the PATH."""
    sharp = find_sharp(modules)
    beside = os.path.join(sharp.modules, ".bin") if sharp else None
    return (beside and shutil.which("sharp", path=beside)) or shutil.which("sharp")


def find_pixelprep() -> list[str] | None:
    """The console command beside the running Python, or the module where only that is there."""
    console = shutil.which("pixelprep", path=os.path.dirname(sys.executable))
    if console:
        return [console]
    return [sys.executable, "-m", "pixelprep_cli"] if find_spec("pixelprep_cli") else None


def find_tools(sharp_modules: str | None) -> list[Tool]:
    """pixelprep, the floor, and whoever else is installed."""
    tools = [Tool(FLOOR, _floor)]
    if pixelprep := find_pixelprep():
        tools.insert(0, Tool("pixelprep", partial(_pixelprep, pixelprep), caps=True))
    if sharp := find_sharp(sharp_modules):
        tools.append(Tool("sharp", sharp.batch))
    if caesium := _beside_python("caesiumclt"):
        tools.append(Tool("caesiumclt", partial(_caesium, caesium), NO_AVIF, caps=True))
    if vips := shutil.which("vipsthumbnail"):
        tools.append(Tool("vipsthumbnail", partial(_vips, vips), NO_AVIF))
    if magick := _mogrify():
        tools.append(Tool("ImageMagick", partial(_magick, magick), NO_AVIF))
    return tools


def _beside_python(name: str) -> str | None:
    return shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)


def _mogrify() -> list[str] | None:
    if magick := shutil.which("magick"):
        return [magick, "mogrify"]
    mogrify = shutil.which("mogrify")
    return [mogrify] if mogrify else None


def _pixelprep(command: list[str], work: Work, output: str) -> list[str]:
    words = [*command, "optimize", work.folder, "-f", work.format, "-o", output, "--quiet"]
    words += ["--long-edge", str(work.long_edge)]
    words += ["-q", str(work.quality)] if work.quality else []
    words += ["--max-pixels", str(work.max_pixels)] if work.max_pixels else []
    words += ["--max-size", str(work.max_size)] if work.max_size else []
    return words


def _caesium(command: str, work: Work, output: str) -> list[str]:
    format_ = "original" if work.format == "jpeg" else work.format  # it refuses JPEG to JPEG
    limit = ["--max-size", str(work.max_size)] if work.max_size else []
    limit = limit or ["-q", str(work.quality or 80)]
    words = [command, *limit, "--long-edge", str(work.long_edge)]
    words += ["--no-upscale", "--format", format_, "-o", output]
    return [*words, *work.sources]


def _vips(command: str, work: Work, output: str) -> list[str]:
    quality = f"[Q={work.quality}]" if work.quality else ""
    pattern = os.path.join(output, f"%s.{work.format}{quality}")
    return [command, "--size", f"{work.long_edge}x{work.long_edge}>", "-o", pattern, *work.sources]


def _magick(command: list[str], work: Work, output: str) -> list[str]:
    words = [*command, "-path", output, "-format", work.format, "-auto-orient"]
    words += ["-resize", f"{work.long_edge}x{work.long_edge}>"]
    words += ["-quality", str(work.quality)] if work.quality else []
    return [*words, *work.sources]


def _floor(work: Work, output: str) -> list[str]:
    words = [sys.executable, "-m", "benchmarks.floor", work.folder, output, work.format]
    return [*words, str(work.quality or 0), str(work.long_edge)]


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]
