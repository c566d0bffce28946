"""From a drafted picture to pixels that its codec takes: decode once, render at any scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.chroma import has_colour_edges
from pixelprep_cli.codecs.codec import Raster, matching_mode
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.pixels.colour import conversion, in_profile, working
from pixelprep_cli.pixels.described import colours
from pixelprep_cli.pixels.geometry import Geometry, apply

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.settings import ColourProfile
    from pixelprep_cli.pipeline.draft import Draft

SUBSAMPLED: Final = ("jpeg", "webp", "avif")
"""Formats that may halve the resolution of colour."""

PACKED: Final = ("1", "P")
"""Modes that hold a picture in fewer bytes than the working modes."""

GREY: Final = ("1", "L", "LA", "I", "F")
"""Modes without colour, even where their working mode has it; `I;16` and its kin as well."""

MARGIN: Final = {"fast": 1.0, "balanced": 1.0, "max": 2.0}
"""How much larger than needed a JPEG is decoded at least, by effort."""


class Renderer:
    """Makes rasters of a draft. Decodes when it is made; its errors are the decoder's."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        source, geometry = draft.source, draft.geometry
        x, y = geometry.width / geometry.box[2], geometry.height / geometry.box[3]
        if not draft.picture.resize.linear:
            source.scaled(max(x, y), margin=MARGIN[draft.picture.output.effort])
        dither = draft.picture.color.dither
        self._stored = source.decode(dither=dither)
        self._working = working(self._stored, dither=dither)
        grey = self._stored.mode.split(";")[0] in GREY
        self.conversion = conversion(
            self._working.mode,
            colours(source.metadata),
            grey=grey,
            wanted=self._profile() if draft.codec.profiles else "srgb",
            greys="L" in draft.codec.modes,
        )
        self.simplified: set[Warn] = set()

    def _profile(self) -> ColourProfile:
        """Which profile is wanted; where nothing may be lost, it is the source's."""
        picture = self._draft.picture
        return "keep" if picture.output.lossless else picture.color.profile

    @property
    def changes_pixels(self) -> bool:
        """Whether the output's pixels differ from the source's in more than their encoding."""
        return self.reshapes or self.conversion.changes

    @property
    def reshapes(self) -> bool:
        """Whether the output has other dimensions, frames or transparency than the source."""
        draft, facts = self._draft, self._draft.source.facts
        return (
            draft.geometry.changes(facts.upright)
            or (draft.transparent and not draft.codec.alpha)
            or (draft.animated and not draft.codec.animation)
        )

    def raster(self, geometry: Geometry) -> Raster:
        """The upright picture in the output's colours, with all frames where they are held."""
        draft = self._draft
        if not (draft.animated and draft.codec.animation):
            still = self._still(geometry)
            full = self._full_chroma(still)
            return Raster(image=still, graphic=draft.graphic, full_chroma=full)
        from pixelprep_cli.pixels.frames import FrameSequence, durations, loops

        image, count = draft.source.image, draft.source.facts.frames
        times = durations(image, count)
        frames = FrameSequence(image, count, lambda frame: self._frame(frame, geometry))
        full = self._full_chroma(frames)
        return Raster(
            image=frames, durations=times, loop=loops(image, draft.source.data), full_chroma=full
        )

    def _full_chroma(self, image: Image) -> bool | None:
        """As is asked; else True where the picture needs it, and None where the quality decides."""
        draft = self._draft
        asked = draft.picture.output.chroma
        if asked != "auto":
            return asked == "4:4:4"
        if draft.codec.name not in SUBSAMPLED:
            return None
        return draft.graphic or has_colour_edges(image) or None

    def _simplifies(self, source: Image, made: Image) -> None:
        """Note what a format of few colours, each shown or not, will make simpler than it was.

        Resampling a picture that comes from such a format is no loss.
        """
        draft = self._draft
        if draft.codec.colours is None or draft.source.facts.format == draft.codec.name:
            return
        if source.mode == "RGBA" and any(source.getchannel("A").histogram()[1:255]):
            self.simplified.add(Warn.ALPHA_HARDENED)
        if made.getcolors(draft.codec.colours) is None:
            self.simplified.add(Warn.COLOURS_REDUCED)

    def _frame(self, image: Image, geometry: Geometry) -> Image:
        # A GIF's first frame does not tell whether a later one lays the ground bare.
        draft = self._draft
        mode = "RGBA" if draft.transparent or draft.source.facts.format == "gif" else "RGB"
        whole = working(image).convert(mode)
        made = self._render(whole, geometry)
        self._simplifies(whole, made)
        return made.convert(matching_mode(mode, draft.codec.modes))

    def _still(self, geometry: Geometry) -> Image:
        draft = self._draft
        if geometry == draft.geometry and self._stays_packed():
            return _bare(self._stored)
        made = self._render(self._working, geometry)
        if made is self._stored:
            made = _bare(made)
        if made.mode == "RGBA" and not draft.transparent:
            made = made.convert("RGB")
        elif made.mode == "RGBA" and not draft.codec.alpha:
            background = draft.picture.color.background.rgb
            made = _flatten(made, in_profile(background, self.conversion.profile))
        self._simplifies(self._working, made)
        mode = matching_mode(made.mode, draft.codec.modes)
        return made if made.mode == mode else made.convert(mode)

    def _stays_packed(self) -> bool:
        """Palettes and bilevel pictures stay so where nothing about their pixels changes."""
        draft, mode = self._draft, self._stored.mode
        # Writers differ in what they understand of a palette's transparency.
        understood = mode == "P" and draft.codec.name in ("png", draft.source.facts.format)
        return (
            mode in PACKED
            and mode in draft.codec.modes
            and not self.changes_pixels
            and draft.source.turn == 1
            and (understood or not draft.transparent)
        )

    def _render(self, image: Image, geometry: Geometry) -> Image:
        source, wanted = self._draft.source, self._draft.picture.resize
        made = apply(
            image,
            geometry,
            source.turn,
            source.size,
            linear=wanted.linear,
            sharpen=wanted.sharpen,
        )
        return self.conversion.apply(made)


def _bare(image: Image) -> Image:
    """A copy without what the picture's file said about itself, which writers take for wishes."""
    key = image.info.get("transparency")
    bare = image.copy()
    bare.info = {} if key is None else {"transparency": key}
    if bare.mode == "P":
        # Reading its transparency has turned the palette into one that GIF's writer mistakes.
        bare.putpalette(image.im.getpalette("RGB", "RGB"))
    return bare


def _flatten(image: Image, background: tuple[int, int, int]) -> Image:
    from PIL import Image as Images

    ground = Images.new("RGBA", image.size, (*background, 255))
    return Images.alpha_composite(ground, image).convert("RGB")
