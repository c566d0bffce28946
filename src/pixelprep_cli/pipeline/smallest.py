"""The format that is predicted to need the fewest bytes to look as alike as is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Encoder, Knobs, Raster, matching_mode
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing.aim import TOLERANCE, Sketch, aim_for

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.settings import Output


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
    raster = Raster(image=pixels if pixels.mode == mode else pixels.convert(mode))
    knobs = Knobs(quality=None, effort=output.effort, progressive=output.progressive)
    sketch = Sketch(Encoder(codec, raster, knobs, Metadata()), raster.image)
    aim = aim_for(output, codec)
    assert aim is not None  # noqa: S101 - formats for photographs have qualities
    quality = sketch.settle(aim)
    return sketch.size(quality), sketch.expected(quality) >= aim.wanted - TOLERANCE
