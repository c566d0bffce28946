"""The example pictures, drawn: the same bytes of pixels every time, from seeded noise."""
