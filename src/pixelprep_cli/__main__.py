"""`python -m pixelprep_cli`."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from pixelprep_cli.cli.boundary import guarded

    sys.exit(guarded(sys.argv[1:]))


if __name__ == "__main__":
    main()
