"""A preset opened in a person's editor: checked before it counts, and never lost."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from contextlib import suppress
from typing import Final

from pixelprep_cli.cli.authoring import own_place, writable_catalogue
from pixelprep_cli.cli.speech import agreed, can_ask, remark, say
from pixelprep_cli.config.resolve import picture_of
from pixelprep_cli.errors import DocumentError, PixelprepError, UsageError
from pixelprep_cli.presets import toml
from pixelprep_cli.presets.catalogue import Catalogue
from pixelprep_cli.presets.places import Place, is_path
from pixelprep_cli.presets.writing import put
from pixelprep_cli.report.names import printable

LINE_FIRST: Final = ("vi", "vim", "nvim", "gvim", "view", "nano", "pico", "emacs", "emacsclient",
                     "micro", "kak", "joe", "jed", "mg", "ne", "vis", "gedit", "sensible-editor",
                     "editor")  # fmt: skip
"""Editors that take `+LINE FILE`."""

LINE_AFTER: Final = ("hx", "helix", "subl", "zed")
"""Editors that take `FILE:LINE`."""

GO_TO: Final = ("code", "code-insiders", "codium", "cursor", "windsurf")
"""Editors that take `--goto FILE:LINE`."""

RETURNING: Final = (*GO_TO, "subl", "zed")
"""Editors that return at once unless they are told to `--wait`."""


def edit(name: str) -> None:
    """Let a person edit a preset, which takes effect once it is one that can be used.

    Until then what is written is in a draft beside it, which a further edit goes on with.

    Raises:
        UsageError: it is not one's own, or what was written cannot be used and is left so.
        PixelprepError: the editor failed.
    """
    catalogue = writable_catalogue()
    place = catalogue.find(name) if is_path(name) else own_place(catalogue, name, "edited")
    before = toml.read_text(place.path)
    draft = os.path.join(os.path.dirname(place.path), f".{place.name}.draft.toml")
    if os.path.exists(draft):
        remark(f"this goes on with the draft of an earlier edit: {printable(draft)}")
    else:
        with open(draft, "w", encoding="utf-8", newline="") as file:
            file.write(before)
    try:
        text = _edited(catalogue, place, draft)
    except PixelprepError:
        remark(f"{printable(place.path)} is as it was{_kept(draft, before)}")
        raise
    if text == before:
        say("nothing was changed")
    elif not text.strip():
        say(f"nothing was left of it: {printable(place.path)} is as it was")
    else:
        put(place, text, overwrite=True)
        say(f"saved {place.name}: {printable(place.path)}")
    os.unlink(draft)


def _edited(catalogue: Catalogue, place: Place, draft: str) -> str:
    """The text of the draft, once it is valid, or the person gives up."""
    line = None
    while True:
        _open(draft, line)
        text = toml.read_text(draft)
        try:
            picture_of(catalogue.parse(text, place))
        except UsageError as error:
            if not can_ask():
                raise
            for told in str(error).split("\n"):
                remark(told)
            line = error.line if isinstance(error, DocumentError) else None
            if not error.message.startswith(place.path):  # it is wrong in what this extends
                line = None
            where = f" at line {line}" if line else ""
            if not agreed(f"Open it again{where}?", default=True):
                raise
        else:
            return text


def _open(path: str, line: int | None) -> None:
    words = editor()
    try:
        code = subprocess.run(command(words, path, line), check=False).returncode
    except OSError as error:
        raise UsageError(
            f"the editor {words[0]!r} cannot be run: {error.strerror}",
            code="editor",
            hint="set VISUAL or EDITOR to another",
        ) from None
    if code:
        raise PixelprepError(f"the editor {words[0]!r} ended with {code}", code="editor")


def editor() -> list[str]:
    """The words that run a person's editor: $VISUAL, $EDITOR, or one that the system has.

    Raises:
        UsageError: there is none.
    """
    for variable in ("VISUAL", "EDITOR"):
        if words := os.environ.get(variable, "").strip():
            try:
                return shlex.split(words, posix=os.name != "nt")
            except ValueError as error:
                raise UsageError(
                    f"{variable} is {words!r}, which is no command: {str(error).lower()}",
                    code="editor",
                    hint=f"set {variable} to your editor",
                ) from None
    usual = ("notepad",) if os.name == "nt" else ("sensible-editor", "editor", "nano", "vim", "vi")
    for name in usual:
        if shutil.which(name):
            return [name]
    raise UsageError("no editor was found", code="editor", hint="set VISUAL or EDITOR to yours")


def command(words: list[str], path: str, line: int | None) -> list[str]:
    """What runs an editor on a file, at a line where it can be told."""
    program = os.path.splitext(os.path.basename(words[0].strip('"').replace("\\", "/")))[0].lower()
    words = list(words)
    if program in RETURNING and not {"--wait", "-w"} & set(words):
        words.append("--wait")
    if line is None:
        return [*words, path]
    if program in LINE_FIRST:
        return [*words, f"+{line}", path]
    if program in LINE_AFTER:
        return [*words, f"{path}:{line}"]
    if program in GO_TO:
        return [*words, "--goto", f"{path}:{line}"]
    return [*words, path]


def _kept(draft: str, before: str) -> str:
    """Where there is what a person wrote; a draft that says nothing new is gone."""
    with suppress(UsageError):
        if toml.read_text(draft) == before:
            os.unlink(draft)
    return f"; what you wrote is in {printable(draft)}" if os.path.exists(draft) else ""
