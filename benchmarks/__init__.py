"""Comparisons against peers and against the codecs' own floor, over pictures that you name.

Run from the checkout: `python -m benchmarks --help`.
"""
