"""The catalogue of presets: built-in and people's own, inheritance, validation."""
