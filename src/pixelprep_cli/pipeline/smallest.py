"""The format that is predicted to need the fewest bytes to look as alike as is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Encoder, Knobs, Raster, matching_mode
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing.aim import TOLERANCE, aim_for, reach
from pixelprep_cli.sizing.patches import patches

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.settings import Output


TRIAL_SIDE: Final = 384
TRIAL_PIXELS: Final = 300_000
"""Squares that are tried: large ones, as formats that predict pixels suffer at their borders."""


def smallest(names: tuple[str, ...], pixels: Image, output: Output) -> tuple[str, str]:
    """The best of several formats, and why: by trials on a part of the picture.

    A format that is not expected to reach the target counts only where none is.

    Args:
        names: formats that hold the picture, the preferred ones first.
        pixels: the picture, perhaps at a smaller scale.
    """
    sizes, reached = {}, {}
    for name in names:
        sizes[name], reached[name] = _trial(name, pixels, output)
    able = [name for name in names if reached[name]] or list(names)
    best = min(able, key=sizes.__getitem__)
    others = [
        f"{name} {sizes[name] / sizes[best]:.2f} times its bytes"
        if name in able
        else f"{name} out of reach"
        for name in names
        if name != best
    ]
    return best, f"{best} is predicted smallest" + "".join(f", {other}" for other in others)


def _trial(name: str, pixels: Image, output: Output) -> tuple[float, bool]:
    """Bytes of a part of the picture in a format, and whether that is expected to reach."""
    codec = codec_for(name)
    mode = matching_mode(pixels.mode, codec.modes)
    part = patches(
        pixels if pixels.mode == mode else pixels.convert(mode), TRIAL_SIDE, TRIAL_PIXELS
    )
    knobs = Knobs(quality=None, effort=output.effort, progressive=output.progressive)
    aim = aim_for(output, codec)
    assert aim is not None  # noqa: S101 - formats for photographs have qualities
    fit = reach(Encoder(codec, Raster(image=part), knobs, Metadata()), aim)
    assert fit.perceptual is not None  # noqa: S101 - it is what was looked for
    return len(fit.data), fit.perceptual >= aim.wanted - TOLERANCE
