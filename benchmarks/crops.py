"""How often a smart crop keeps a subject that is off-centre, and how long it takes to find.

Subjects are drawn (shapes, faces, words) or cut out of the photographs in a folder, and placed at
random on backgrounds that are plain, blurred, or textured. Kept is a subject of which the crop has
at least 95 % of the area.
"""

import argparse
import math
import random
import time
from collections import defaultdict
from statistics import median

from PIL import Image, ImageDraw, ImageFilter

from benchmarks import drawn, pictures
from benchmarks.tables import markdown
from pixelprep_cli.model.settings import Resize
from pixelprep_cli.pixels.geometry import layout
from pixelprep_cli.pixels.saliency import focus

SHAPES = ((1080, 1080), (1080, 1350), (1200, 628), (1080, 1920))
KEPT = 0.95


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, default=60, help="pictures of each kind of subject")
    parser.add_argument("--seed", type=int, default=1, help="draws other pictures")
    parser.add_argument("--wrong", metavar="DIR", help="save those that lose their subject here")


def run(arguments: argparse.Namespace) -> None:
    """Print how many subjects are kept by a smart crop, and by one of the centre."""
    photographs = [pictures.upright(path, 1600) for path in pictures.find(arguments.images)]
    smart: dict[str, int] = defaultdict(int)
    centred: dict[str, int] = defaultdict(int)
    times = []
    for kind in SUBJECTS:
        for number in range(arguments.files):
            rng = random.Random(f"{arguments.seed} {kind} {number}")
            picture, box, shape = _scene(rng, kind, photographs)
            began = time.process_time()
            found = _kept(picture, box, shape, "smart")
            times.append(time.process_time() - began)
            smart[kind] += found
            centred[kind] += _kept(picture, box, shape, "centre")
            if arguments.wrong and not found:
                ImageDraw.Draw(picture).rectangle(box, outline="red", width=3)
                picture.save(f"{arguments.wrong}/{kind}-{number:03d}.png")
    rows = [
        [
            kind,
            str(arguments.files),
            f"{smart[kind] / arguments.files:.1%}",
            f"{centred[kind] / arguments.files:.1%}",
        ]
        for kind in SUBJECTS
    ]
    total = len(SUBJECTS) * arguments.files
    rows.append(
        [
            "all",
            str(total),
            f"{sum(smart.values()) / total:.1%}",
            f"{sum(centred.values()) / total:.1%}",
        ]
    )
    print(markdown(["subject", "pictures", "kept, smart", "kept, centre"], rows))
    times += [_timed(photographs[0].resize(large)) for large in ((6000, 4000), (12000, 8000))]
    usual, most = (1000 * found for found in (median(times), max(times)))
    print(f"\nfinding it took {usual:.1f} ms of CPU time, at most {most:.1f} ms")


def _timed(picture: Image.Image) -> float:
    began = time.process_time()
    focus(picture, (0.5, 1.0))
    return time.process_time() - began


def _kept(picture: Image.Image, box: drawn.Box, shape: drawn.Size, gravity: str) -> bool:
    resize = Resize(width=shape[0], height=shape[1], fit="cover", gravity=gravity, upscale=True)  # type: ignore[arg-type]
    left, top, wide, high = layout(picture.size, resize, lambda shares: focus(picture, shares)).box
    across = max(0.0, min(box[2], left + wide) - max(box[0], left))
    down = max(0.0, min(box[3], top + high) - max(box[1], top))
    return across * down >= KEPT * (box[2] - box[0]) * (box[3] - box[1])


def _scene(
    rng: random.Random, kind: str, photographs: list[Image.Image]
) -> tuple[Image.Image, drawn.Box, drawn.Size]:
    """A picture, where its subject is, and a shape that it is to be cropped to."""
    side = rng.choice([640, 900, 1280])
    aspect = rng.choice([3 / 2, 16 / 9, 4 / 3, 2 / 3])
    size = (side, round(side / aspect)) if aspect > 1 else (round(side * aspect), side)
    shape = rng.choice([s for s in SHAPES if abs(math.log(s[0] / s[1] / aspect)) > 0.3])
    crop = layout(size, Resize(width=shape[0], height=shape[1], fit="cover", upscale=True)).box
    edge = round(min(crop[2], crop[3]) * rng.uniform(0.2, 0.5))
    subject = SUBJECTS[kind](rng, edge, photographs)
    ground = rng.choice(GROUNDS)(rng, size, photographs)
    along = 0 if crop[2] < size[0] else 1
    place = [round(rng.uniform(0.1, 0.9) * (size[axis] - subject.size[axis])) for axis in (0, 1)]
    room = size[along] - subject.size[along]
    place[along] = round(rng.choice([rng.uniform(0.02, 0.3), rng.uniform(0.7, 0.98)]) * room)
    ground.paste(subject, (place[0], place[1]), subject)
    box = (place[0], place[1], place[0] + subject.width, place[1] + subject.height)
    return ground, box, shape


def _shape(rng: random.Random, edge: int, _: list[Image.Image]) -> Image.Image:
    made = Image.new("RGBA", (edge, edge))
    draw = ImageDraw.Draw(made)
    draw.ellipse((0, 0, edge - 1, edge - 1), fill=drawn.colour(rng))
    draw.regular_polygon((edge / 2, edge / 2, edge / 3), rng.randint(3, 6), fill=drawn.colour(rng))
    return made


def _face(rng: random.Random, edge: int, _: list[Image.Image]) -> Image.Image:
    tone = rng.choice([(241, 194, 167), (224, 172, 130), (168, 112, 76), (120, 78, 52)])
    made = Image.new("RGBA", (round(edge * 0.8), edge))
    draw = ImageDraw.Draw(made)
    wide, high = made.size
    draw.ellipse((0, 0, wide - 1, high - 1), fill=tone)
    draw.pieslice((0, 0, wide - 1, high - 1), 195, 345, fill=drawn.colour(rng, 10, 90))
    for x in (0.32, 0.68):
        draw.ellipse(
            (wide * x - edge / 18, high * 0.45, wide * x + edge / 18, high * 0.52), fill="#222"
        )
    draw.arc(
        (wide * 0.3, high * 0.55, wide * 0.7, high * 0.8),
        20,
        160,
        fill="#822",
        width=max(2, edge // 30),
    )
    return made.filter(ImageFilter.GaussianBlur(edge / 120))


def _word(rng: random.Random, edge: int, _: list[Image.Image]) -> Image.Image:
    made = Image.new("RGBA", (edge, edge // 2), drawn.colour(rng, 0, 120))
    letters = drawn.font(rng, edge // 5)
    ImageDraw.Draw(made).text(
        (edge // 20, edge // 8), rng.choice(drawn.WORDS).upper()[:8], fill="#fff", font=letters
    )
    return made


def _cut_out(rng: random.Random, edge: int, photographs: list[Image.Image]) -> Image.Image:
    """The middle of a photograph in an oval."""
    source = rng.choice(photographs)
    part = drawn.cover(source, (edge, edge)).convert("RGBA")
    mask = Image.new("L", (edge, edge))
    ImageDraw.Draw(mask).ellipse((0, 0, edge - 1, edge - 1), fill=255)
    part.putalpha(mask.filter(ImageFilter.GaussianBlur(2)))
    return part


def _plain(rng: random.Random, size: drawn.Size, _: list[Image.Image]) -> Image.Image:
    return drawn.noisy(Image.new("RGB", size, drawn.colour(rng, 30, 220)), 6)


def _blurred(rng: random.Random, size: drawn.Size, photographs: list[Image.Image]) -> Image.Image:
    soft = drawn.cover(rng.choice(photographs), size)
    return soft.filter(ImageFilter.GaussianBlur(max(size) / 40))


def _textured(rng: random.Random, size: drawn.Size, _: list[Image.Image]) -> Image.Image:
    """Clouds of one colour with grain, as of grass, sand or plaster."""
    base = drawn.colour(rng, 60, 200)
    coarse = Image.effect_noise((max(2, size[0] // 8), max(2, size[1] // 8)), 40).resize(
        size, Image.Resampling.BICUBIC
    )
    fine = Image.effect_noise(size, 30)
    cloud = Image.blend(coarse, fine, 0.4)
    return Image.merge(
        "RGB", [cloud.point(lambda v, c=c: max(0, min(255, c + (v - 128)))) for c in base]
    )


SUBJECTS = {"shape": _shape, "face": _face, "word": _word, "cut-out": _cut_out}
GROUNDS = (_plain, _blurred, _blurred, _textured)
