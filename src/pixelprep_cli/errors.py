"""The one family of errors that users see."""

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells the shell."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130
    TERMINATED = 143


class PixelprepError(Exception):
    """Something a person can act on.

    `message` says what was found and where, `hint` what would be right or what to do next,
    `code` is a stable name for scripts.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, code: str = "failed", hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(PixelprepError):
    """The words of the command line, or of a file that it reads, ask for what cannot be."""

    exit_code = ExitCode.USAGE


class DocumentError(UsageError):
    """A TOML file says what it cannot; `line` is the first place, where it is known."""

    def __init__(self, message: str, *, line: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, code="configuration", hint=hint)
        self.line = line


class ContradictionError(DocumentError):
    """Values of one file contradict each other.

    `ways` holds values under dotted keys, None being a key left out; with each of them they do not.
    """

    def __init__(
        self, message: str, *, line: int | None, ways: tuple[Mapping[str, object], ...]
    ) -> None:
        super().__init__(message, line=line)
        self.ways = ways


class SourceError(PixelprepError):
    """One picture cannot be made; the run goes on."""


class SkippedError(PixelprepError):
    """One picture is passed over for a reason that is not a fault."""


class LimitMissedError(PixelprepError):
    """No allowed encode satisfies a limit; `reached` is the size in bytes that was reached.

    With the code `limit_impossible` nothing was tried, and that is the least that could be.
    """

    def __init__(
        self,
        message: str,
        *,
        reached: int,
        quality: int | None,
        encodes: int,
        code: str = "limit_missed",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.reached = reached
        self.quality = quality
        self.encodes = encodes


class Interruption(BaseException):
    """The run was asked to stop by a signal; `exit_code` is the shell's word for it."""

    def __init__(self, exit_code: ExitCode) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code
