"""Comparisons against peers and against the codecs' own floor, over pictures that you name.

Run from the checkout: `python -m benchmarks --help`.
"""


class BenchmarkError(Exception):
    """There is nothing to measure; the message says what is missing."""
