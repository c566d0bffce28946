"""A second family of drawers, unlike those of `drawn` and `pages`."""
