"""pixelprep: a command-line image optimizer and batch tool."""

__version__ = "0.1.0"
