"""Pixels: decoding, colour, geometry, metadata."""
