"""Registers JPEG XL with Pillow when it is imported, as Pillow's own plugins do."""

from pixelprep_cli.codecs.jxl import register

register()
