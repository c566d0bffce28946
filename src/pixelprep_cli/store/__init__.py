"""Everything on disk; knows no images."""
