"""The options of the command line, by the dotted keys that they set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import key_annotations, read, refusal
from pixelprep_cli.model.layers import Said, contradictions, ways_of_a_size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OPTIONS: Final = {
    "preset": "preset",
    "output": "run.output",
    "format": "output.format",
    "quality": "output.quality",
    "quality_min": "output.quality_min",
    "target": "output.target",
    "lossless": "output.lossless",
    "max_size": "limits.max_size",
    "min_size": "limits.min_size",
    "reduce_by": "limits.reduce_by",
    "min_savings": "limits.min_savings",
    "on_miss": "limits.on_miss",
    "width": "resize.width",
    "height": "resize.height",
    "long_edge": "resize.long_edge",
    "short_edge": "resize.short_edge",
    "fit": "resize.fit",
    "gravity": "resize.gravity",
    "upscale": "resize.upscale",
    "sharpen": "resize.sharpen",
    "linear": "resize.linear",
    "effort": "output.effort",
    "chroma": "output.chroma",
    "metadata": "metadata.policy",
    "set_author": "metadata.set_author",
    "set_copyright": "metadata.set_copyright",
    "profile": "color.profile",
    "background": "color.background",
    "suffix": "run.suffix",
    "include": "run.include",
    "exclude": "run.exclude",
    "recursive": "run.recursive",
    "jobs": "run.jobs",
    "timeout": "run.timeout",
    "max_file_size": "run.max_file_size",
    "max_pixels": "run.max_pixels",
    "max_frames": "run.max_frames",
    "max_decoded": "run.max_decoded",
    "max_memory": "run.max_memory",
    "raw": "run.raw",
    "overwrite": "run.overwrite",
    "force": "run.force",
    "keep_dates": "run.keep_dates",
    "fail_fast": "run.fail_fast",
    "verify": "run.verify",
    "cache": "cache.enabled",
    "cache_dir": "cache.dir",
    "quiet": "display.quiet",
    "verbose": "display.verbose",
    "progress": "display.progress",
    "color": "display.color",
}
"""Each option that says a setting, and its dotted key; a variable is called after its option."""


def option_layer(given: Mapping[str, object]) -> dict[str, Said]:
    """What the command line says.

    Args:
        given: by names of `OPTIONS`, as text or as values; None and an empty list are not given.

    Raises:
        UsageError: values that an option does not accept, or that contradict each other.
    """
    written = {
        OPTIONS[name]: (_option(name), value)
        for name, value in given.items()
        if value is not None and value not in ([], ())
    }
    return spoken(written, lambda name: f"option {name}")


def spoken(
    written: Mapping[str, tuple[str, object]], origin: Callable[[str], str]
) -> dict[str, Said]:
    """A layer of values, each written under a name of its own.

    Args:
        written: dotted keys, with the name that a person used and what stands there.
        origin: makes an origin of such a name.

    Raises:
        UsageError: what stands there is not accepted; every problem is listed by its name.
    """
    layer: dict[str, Said] = {}
    problems: list[str] = []
    for key, (name, value) in written.items():
        annotation = key_annotations()[key]
        try:
            layer[key] = Said(read(annotation, value), origin(name))
        except ValueError:
            problems.append(f"{name}: {refusal(annotation, value)}")
    values = {key: said.value for key, said in layer.items()}
    crossed = contradictions(values, lambda key: written[key][0])
    problems += [f"{written[key][0]}: {words}" for key, words in crossed.items()]
    problems += ways_of_a_size(values, lambda key: written[key][0])
    if problems:
        raise UsageError("\n".join(problems), code="configuration")
    return layer


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
