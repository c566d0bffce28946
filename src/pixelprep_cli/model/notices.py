"""The warnings that a picture can carry, each a named value with what it means."""

from __future__ import annotations

from enum import StrEnum

from pixelprep_cli.model.outcome import Notice


class Warn(StrEnum):
    """Codes of warnings, as they stand in the JSON events."""

    BELOW_MIN_SIZE = "below_min_size"
    SMALLER_THAN_PRESET = "smaller_than_preset"
    LARGER_THAN_SOURCE = "larger_than_source"
    GOAL_MISSED = "goal_missed"
    TARGET_UNREACHABLE = "target_unreachable"
    TARGET_MISSED = "target_missed"
    DOWNSCALED = "downscaled"
    GAIN_MAP_DROPPED = "gain_map_dropped"
    WIDE_GAMUT_CONVERTED = "wide_gamut_converted"
    HDR_TONE_MAPPED = "hdr_tone_mapped"
    PROFILE_INVALID = "profile_invalid"
    METADATA_DROPPED = "metadata_dropped"
    C2PA_DROPPED = "c2pa_dropped"
    FRAMES_DROPPED = "frames_dropped"
    PAGES_DROPPED = "pages_dropped"
    PICTURES_DROPPED = "pictures_dropped"
    LAYERS_FLATTENED = "layers_flattened"
    RAW_DEVELOPED = "raw_developed"
    BIT_DEPTH_REDUCED = "bit_depth_reduced"
    ALPHA_FLATTENED = "alpha_flattened"
    ALPHA_HARDENED = "alpha_hardened"
    COLOURS_REDUCED = "colours_reduced"
    EXTENSION_MISMATCH = "extension_mismatch"
    HARD_LINKED = "hard_linked"

    def says(self, message: str) -> Notice:
        """This warning, with what happened to this picture."""
        return Notice(self.value, message)
