"""The nouns that travel between the rooms: no I/O, no pixels."""
