"""Comparisons against peers and against the codecs' own floor: `python -m benchmarks COMMAND`."""

import argparse
import sys

from benchmarks import (
    BenchmarkError,
    again,
    analysis,
    calibrate,
    crops,
    crowd,
    effort,
    fit_kinds,
    fit_sizes,
    hostile,
    kills,
    kinds,
    limits,
    palette,
    privacy,
    samples,
    sizes,
    speed,
    targets,
)

COMMANDS = {
    "speed": speed,
    "again": again,
    "effort": effort,
    "sizes": sizes,
    "samples": samples,
    "limits": limits,
    "palette": palette,
    "targets": targets,
    "fit-sizes": fit_sizes,
    "fit-kinds": fit_kinds,
    "calibrate": calibrate,
    "privacy": privacy,
    "kills": kills,
    "crowd": crowd,
    "kinds": kinds,
    "crops": crops,
    "analysis": analysis,
    "hostile": hostile,
}


def main() -> None:
    """Parse the words and run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, help=summary, description=module.__doc__)
        command.add_argument("--images", required=True, metavar="DIR", help="pictures to run on")
        command.add_argument(
            "--sharp", metavar="DIR", help="a node_modules folder that holds sharp"
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args()
    try:
        arguments.run(arguments)
    except BenchmarkError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
