"""Every option that the commands on pictures share, each stated once.

Words are taken as they are: `config.options` reads them, as it does those of the environment. An
option that is not given is None, and its value comes from the layers below.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Final, get_args

import typer

from pixelprep_cli.cli.completion import option_words
from pixelprep_cli.config.options import OPTIONS as KEYS
from pixelprep_cli.model import settings

Parameter = inspect.Parameter
Command = Callable[..., None]

SHAPE: Final = "Which pictures, how large"
OUTPUT: Final = "How they are encoded"
LIMITS: Final = "How many bytes they may have"
WHERE: Final = "Which files, and where outputs go"
RUN: Final = "How the run goes"
SHOWN: Final = "What is shown"


def _option(kind: Any, flags: str, **declaration: Any) -> Parameter:
    """A parameter named after its long flag; `flags` are as Typer has them, space between."""
    long = flags.rsplit(maxsplit=1)[-1].split("/", maxsplit=1)[0]
    name = long.removeprefix("--").replace("-", "_")
    if kind is not bool:
        declaration["autocompletion"] = option_words(name)
    declared = typer.Option(*flags.split(), **declaration)
    annotation = Annotated[kind | None, declared]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _text(panel: str, flags: str, metavar: str, default: str, about: str) -> Parameter:
    return _option(
        str, flags, rich_help_panel=panel, metavar=metavar, show_default=default, help=about
    )


def _texts(panel: str, flags: str, metavar: str, default: str, about: str) -> Parameter:
    about += " May be repeated."
    return _option(
        list[str], flags, rich_help_panel=panel, metavar=metavar, show_default=default, help=about
    )


def switch(panel: str, flags: str, default: str, about: str) -> Parameter:
    """An option that is on or off."""
    return _option(bool, flags, rich_help_panel=panel, show_default=default, help=about)


def _words(choices: Any) -> str:
    return "|".join(get_args(choices))


_FORMATS: Final = "same|auto|jpeg|png|webp|avif|gif|tiff|jxl"
_LIKENESS: Final = "visually-lossless|high|medium|low|30-95"
_SIZE: Final = "500KB|2MB|500KiB"

OPTIONS: Final[tuple[Parameter, ...]] = (
    _text(SHAPE, "-p --preset", "NAME|FILE.toml|auto", "none",
          "A preset, or auto: each picture by its own recommendation."),
    _text(SHAPE, "--width", "PIXELS", "kept", "The width."),
    _text(SHAPE, "--height", "PIXELS", "kept", "The height."),
    _text(SHAPE, "--long-edge", "PIXELS", "kept", "The longer side, whichever it is."),
    _text(SHAPE, "--short-edge", "PIXELS", "kept", "The shorter side, whichever it is."),
    _text(SHAPE, "--fit", _words(settings.Fit), "inside",
          "Stay inside width and height, cover them and crop, or take exactly that shape."),
    _text(SHAPE, "--gravity", "smart|centre|north|…", "centre",
          "What a crop keeps: what draws the eye, the centre, a side or a corner."),
    switch(SHAPE, "--upscale/--no-upscale", "off", "Enlarge pictures that are smaller."),
    _text(SHAPE, "--sharpen", _words(settings.Sharpen), "off",
          "Sharpen what was made smaller, for the screen."),
    switch(SHAPE, "--linear/--no-linear", "off", "Resize in linear light."),
    _text(OUTPUT, "-f --format", _FORMATS, "same",
          "auto chooses by content among what browsers show."),
    _text(OUTPUT, "-q --quality", "1-100", "by format; 95 with a limit",
          "The quality, or the highest that a limit or a target may use."),
    _text(OUTPUT, "--quality-min", "1-100", "10 with a limit",
          "The lowest quality that a limit or a target may use."),
    _text(OUTPUT, "--target", _LIKENESS, "none",
          "How alike it shall look, by name or by SSIMULACRA2, in the fewest bytes."),
    switch(OUTPUT, "--lossless/--no-lossless", "off",
           "Lose nothing: recode JPEG, PNG and WebP without touching a pixel."),
    _text(OUTPUT, "--effort", _words(settings.Effort), "balanced",
          "Time spent on making files smaller."),
    _text(OUTPUT, "--chroma", _words(settings.Chroma), "auto",
          "Colour at full or half resolution; auto decides by the picture's colour edges."),
    _text(OUTPUT, "--metadata", _words(settings.MetadataPolicy), "safe",
          "What is kept; safe drops location, serial numbers and thumbnails."),
    _text(OUTPUT, "--set-author", "TEXT", "none", "The author that outputs name."),
    _text(OUTPUT, "--set-copyright", "TEXT", "none",
          "Their copyright; {year} is the year in which the picture was taken."),
    _text(OUTPUT, "--profile", _words(settings.ColourProfile), "srgb",
          "The colours of outputs; keep leaves them and their profile as they are."),
    _text(OUTPUT, "--background", "#RRGGBB", "#ffffff",
          "What transparency is laid on where the format has none."),
    _text(LIMITS, "--max-size", _SIZE, "none", "Never larger; KB is 1000 bytes, KiB 1024."),
    _text(LIMITS, "--min-size", _SIZE, "none", "Warn of outputs that are smaller."),
    _text(LIMITS, "--reduce-by", "70%", "none", "Smaller than the source by this share."),
    _text(LIMITS, "--min-savings", "5%|10KB", "0",
          "Where less is saved under same or auto, keep the source's own pixels."),
    _text(LIMITS, "--on-miss", _words(settings.OnMiss), "fail",
          "Where a limit cannot be met: no output, the smallest one, or fewer pixels."),
    _text(WHERE, "-o --output", "FOLDER|FILE", "optimized/",
          "The folder of the outputs, or the output of a single picture."),
    _text(WHERE, "--suffix", "TEXT", "none",
          "Added to each name: -small makes a-small.jpg of a.jpg."),
    _texts(WHERE, "--include", "GLOB", "all", "Only files that match."),
    _texts(WHERE, "--exclude", "GLOB", "none", "No files that match."),
    switch(WHERE, "-R --recursive/--no-recursive", "on", "Enter folders below the named ones."),
    switch(WHERE, "--overwrite/--no-overwrite", "off",
           "Replace outputs that exist."),
    switch(WHERE, "--force/--no-force", "off",
           "Make everything anew, also what stands as it would be made."),
    switch(WHERE, "--keep-dates/--no-keep-dates", "off",
           "Give outputs the times of their sources."),
    _text(RUN, "-j --jobs", "N", "usable cores", "Pictures worked on at once."),
    _text(RUN, "--timeout", "SECONDS", "30, and 2 for each megapixel",
          "The time that a picture may take."),
    _text(RUN, "--max-file-size", "SIZE", "500MB", "Sources with more bytes are refused."),
    _text(RUN, "--max-pixels", "PIXELS", "200 million", "Sources with more pixels are refused."),
    _text(RUN, "--max-frames", "N", "10000", "Animations with more frames are refused."),
    _text(RUN, "--max-decoded", "SIZE", "8GB",
          "Sources with more bytes in their pixels, all frames together, are refused."),
    _text(RUN, "--max-memory", "SIZE", "3/4 of the machine's",
          "The memory that one picture may take."),
    _text(RUN, "--raw", _words(settings.RawSource), "preview",
          "Of camera RAW, the full-size preview in it, or a picture developed from it."),
    switch(RUN, "--verify/--no-verify", "off", "Decode each output before it gets its name."),
    switch(RUN, "--fail-fast/--no-fail-fast", "off",
           "Begin no further picture once one has failed."),
    switch(RUN, "--cache/--no-cache", "on",
           "Remember what was made, and make nothing twice."),
    _text(RUN, "--cache-dir", "FOLDER", "the platform's",
          "Where that is remembered; may be kept between jobs, and copied."),
    switch(SHOWN, "--quiet", "off", "Say only what failed."),
    switch(SHOWN, "-v --verbose", "off", "Say everything."),
    switch(SHOWN, "--progress/--no-progress", "on, on a terminal", "Show the progress bar."),
    _text(SHOWN, "--color", _words(settings.ColourWhen), "auto", "Colours on the terminal."),
)  # fmt: skip

EVERY: Final = switch(
    RUN, "--all", "off", "Look at every picture that is previewed, not at a sample of many."
).replace(name="every")
METADATA: Final = switch(
    SHOWN, "--metadata", "off", "List the metadata, and which policy drops what."
)
NO_SIZES: Final = switch(
    RUN, "--no-sizes", "off", "Leave out how large each preset would make it: much faster."
)
CROP: Final = _text(
    SHOWN, "--crop", "OUT.png", "none", "Write a picture that shows the smart crop of a single one."
)
CROP_SHAPE: Final = _text(
    SHOWN, "--shape", "W:H", "the best preset's that crops, or 1:1", "The shape of that crop."
)
JSON: Final = switch(SHOWN, "--json", "off", "One JSON object a line on stdout.")


RESUME: Final = switch(RUN, "--resume", "off", "Do what is left of the last run that did not end.")

LOOKING: Final = {
    *("include", "exclude", "recursive"),
    *("jobs", "timeout", "max_file_size", "max_pixels", "raw"),
    *("max_frames", "max_decoded", "max_memory"),
    *("overwrite", "quiet", "color"),
}
"""Names of the options that matter where pictures are only looked at."""

OF_PICTURES: Final = tuple(
    option
    for option in OPTIONS
    if KEYS.get(option.name, "").partition(".")[0] in settings.PICTURE_SECTIONS
)
"""What a preset can say, too."""


def on_pictures(
    *own: Parameter, options: Iterable[Parameter] = OPTIONS
) -> Callable[[Command], Command]:
    """Make a command that takes paths, its own switches, `--json`, and shared options.

    It is called as `command(pool, paths, given, **own)`: `given` holds the shared options that
    were on the command line, by name, `own` its switches as booleans, and its texts, False where
    they are not given.
    """
    owned = (*own, JSON)
    resumable = RESUME in own
    declared = typer.Argument(metavar="PATH", help="Pictures, and folders of them.")
    kind: Any = list[str] | None if resumable else list[str]
    default = None if resumable else Parameter.empty
    parameters = (
        Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context),
        Parameter(
            "paths", Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, declared]
        ),
        *options,
        *owned,
    )

    def decorate(command: Command) -> Command:
        def called(*, context: typer.Context, paths: list[str] | None, **values: Any) -> None:
            if not paths and not values.get("resume"):
                context.fail("Missing argument 'PATH...'.")
            switches = {option.name: _said(values.pop(option.name)) for option in owned}
            given = {name: value for name, value in values.items() if value not in (None, [])}
            command(context.obj, paths or [], given, **switches)

        return _declared(called, command, parameters)

    return decorate


def _said(value: str | bool | None) -> str | bool:
    return value if isinstance(value, str) else bool(value)


def with_wishes(command: Command) -> Command:
    """Let a command take, beside its own parameters, what a preset can say of pictures.

    It is called with `given`, which holds the shared options that were on the command line.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.name != "given"]

    def called(**values: Any) -> None:
        wishes = {option.name: values.pop(option.name) for option in OF_PICTURES}
        given = {name: value for name, value in wishes.items() if value not in (None, [])}
        command(**values, given=given)

    keyword = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own]
    return _declared(called, command, (*keyword, *OF_PICTURES))


def _declared(called: Command, command: Command, parameters: Sequence[Parameter]) -> Command:
    """A function that Typer takes for `command` with these parameters."""
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in parameters}
    called.__name__, called.__doc__ = command.__name__, command.__doc__
    return called
