"""What is wanted: of the picture, of the run, of the terminal.

The sections are the tables of a preset and of a configuration file; a field's dotted name
(`output.quality`) is its key in the layers, its address in errors and in `config show`.
"""

from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Final, Literal

from annotated_types import Interval

from pixelprep_cli.model.amounts import ByteSize, Rollout, Saving, Share
from pixelprep_cli.model.values import Colour, FormatChoice, Likeness

Pixels = Annotated[int, Interval(ge=1, le=65535)]
Quality = Annotated[int, Interval(ge=1, le=100)]
CEILING: Final = 95
FLOOR: Final = 10
"""The qualities between which a limit is met where none are asked for."""

Fit = Literal["inside", "cover", "exact"]
Gravity = Literal[
    "smart",
    "centre",
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
]
Sharpen = Literal["off", "low", "standard", "high"]
Effort = Literal["fast", "balanced", "max"]
Chroma = Literal["auto", "4:4:4", "4:2:0"]
OnMiss = Literal["fail", "keep", "downscale"]
MetadataPolicy = Literal["keep", "safe", "copyright", "none"]
ColourProfile = Literal["srgb", "display-p3", "keep"]
RawSource = Literal["preview", "develop"]
ColourWhen = Literal["auto", "always", "never"]

SAME: Final = FormatChoice(("same",))
WHITE: Final = Colour("#ffffff")
LARGEST_FILE: Final = ByteSize(500_000_000)
ANY: Final = Saving(0)
LARGEST_CACHE: Final = ByteSize(500_000_000)
MOST_PIXELS: Final = 200_000_000
MOST_DECODED: Final = ByteSize(8_000_000_000)
MOST_FRAMES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Resize:
    """Output geometry in pixels of the upright picture."""

    width: Pixels | None = None
    height: Pixels | None = None
    long_edge: Pixels | None = None
    short_edge: Pixels | None = None
    fit: Fit = "inside"
    gravity: Gravity = "centre"
    upscale: bool = False
    linear: bool = False
    sharpen: Sharpen = "off"

    @property
    def asked(self) -> bool:
        """Whether any dimension is given."""
        return any((self.width, self.height, self.long_edge, self.short_edge))


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How the picture is encoded. `quality` is the ceiling where there is a limit or a target.

    `lossless` overrides both.
    """

    format: FormatChoice = SAME
    quality: Quality | None = None
    quality_min: Quality | None = None
    target: Likeness | None = None
    lossless: bool = False
    effort: Effort = "balanced"
    progressive: bool | None = None
    chroma: Chroma = "auto"
    dpi: Annotated[int, Interval(ge=1, le=65535)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the output's size; `reduce_by` is a share of the source's bytes.

    Where an encode saves less than `min_savings`, the source's own pixels are the output.
    """

    max_size: ByteSize | None = None
    min_size: ByteSize | None = None
    reduce_by: Share | None = None
    min_savings: Saving = ANY
    on_miss: OnMiss = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Color:
    """The output's colour space, and what transparency is laid on."""

    profile: ColourProfile = "srgb"
    background: Colour = WHITE
    dither: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the output tells about the picture's making. In files `set_…` stand in a table `set`."""

    policy: MetadataPolicy = "safe"
    set_author: str | None = None
    set_copyright: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that a preset can say: what concerns the picture."""

    resize: Resize = field(default_factory=Resize)
    output: Output = field(default_factory=Output)
    limits: Limits = field(default_factory=Limits)
    color: Color = field(default_factory=Color)
    metadata: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Where outputs go, which files count, and the limits of the run."""

    output: str | None = None
    overwrite: bool = False
    force: bool = False
    suffix: str = ""
    recursive: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    jobs: Annotated[int, Interval(ge=1, le=1024)] | None = None
    timeout: Annotated[float, Interval(gt=0, le=86_400)] | None = None
    max_file_size: ByteSize = LARGEST_FILE
    max_pixels: Annotated[int, Interval(ge=1, le=10**12)] = MOST_PIXELS
    max_frames: Annotated[int, Interval(ge=1, le=10**9)] = MOST_FRAMES
    max_decoded: ByteSize = MOST_DECODED
    max_memory: ByteSize | None = None
    raw: RawSource = "preview"
    keep_dates: bool = False
    fail_fast: bool = False
    verify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """How much all backups together may hold; no bound is the disk's."""

    max_size: ByteSize | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """What runs remember of what they have made; `dir` is the platform's folder by default."""

    enabled: bool = True
    dir: str | None = None
    max_size: ByteSize = LARGEST_CACHE


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Whether runs leave their figures for `pixelprep stats`."""

    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What the terminal shows."""

    quiet: bool = False
    verbose: bool = False
    progress: bool = True
    color: ColourWhen = "auto"


Flag = Annotated[bool, Rollout]
"""A switch that a layer may also set for a share of the installations; on or off once resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """Features that can be switched off; one that is off says so instead of half-working.

    `otherwise` is what is so where a feature is off.
    """

    custom_presets: Flag = field(
        default=True, metadata={"otherwise": "only built-in presets are known"}
    )
    size_preview: Flag = field(
        default=True,
        metadata={"otherwise": "previews are refused, and no run says what it expects"},
    )
    image_analysis: Flag = field(
        default=True, metadata={"otherwise": "analyze and -p auto are refused"}
    )
    onboarding: Flag = field(
        default=True,
        metadata={"otherwise": "no word at the first run, no tips, and the tour is refused"},
    )
    progress: Flag = field(default=True, metadata={"otherwise": "there is no progress bar"})


def how_to_enable(flag: str, off_by: str = "") -> str:
    """What to do where a feature is off, by whom."""
    if off_by.startswith("environment "):
        return f"unset {off_by.removeprefix('environment ')}"
    return f"set {flag} = true under [flags], or PIXELPREP_{flag.upper()}_ENABLED=true"


def otherwise(flag: str) -> str:
    """What is so where a feature is off, in words."""
    told = {item.name: item.metadata.get("otherwise", "") for item in fields(Flags)}
    return str(told[flag])


PICTURE_SECTIONS: Final = {
    "resize": Resize,
    "output": Output,
    "limits": Limits,
    "color": Color,
    "metadata": Metadata,
}
RUN_SECTIONS: Final = {
    "run": Run,
    "backup": Backup,
    "cache": Cache,
    "stats": Stats,
    "display": Display,
    "flags": Flags,
}
SECTIONS: Final = PICTURE_SECTIONS | RUN_SECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The merged result of all layers."""

    preset: str | None = None
    picture: Picture = field(default_factory=Picture)
    run: Run = field(default_factory=Run)
    backup: Backup = field(default_factory=Backup)
    cache: Cache = field(default_factory=Cache)
    stats: Stats = field(default_factory=Stats)
    display: Display = field(default_factory=Display)
    flags: Flags = field(default_factory=Flags)


def keys() -> dict[str, Any]:
    """Every dotted key with its default, in the order of the sections."""
    found: dict[str, Any] = {"preset": None}
    for section, cls in SECTIONS.items():
        defaults = cls()
        found |= {f"{section}.{item.name}": getattr(defaults, item.name) for item in fields(cls)}
    return found


def with_values(picture: Picture, values: dict[str, Any]) -> Picture:
    """A picture with other values under dotted keys."""
    for address, value in values.items():
        section, _, key = address.partition(".")
        picture = replace(picture, **{section: replace(getattr(picture, section), **{key: value})})
    return picture


def settings_from(values: dict[str, Any]) -> Settings:
    """Settings from validated values under dotted keys; what is absent has its default."""

    def section(name: str) -> Any:
        cls = SECTIONS[name]
        names = [item.name for item in fields(cls)]
        return cls(**{key: values[f"{name}.{key}"] for key in names if f"{name}.{key}" in values})

    return Settings(
        preset=values.get("preset"),
        picture=Picture(**{name: section(name) for name in PICTURE_SECTIONS}),
        **{name: section(name) for name in RUN_SECTIONS},
    )
