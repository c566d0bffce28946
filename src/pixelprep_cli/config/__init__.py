"""Where every value comes from: files, environment, presets, options, and who wins."""
