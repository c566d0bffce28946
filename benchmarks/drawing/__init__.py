"""A second family of drawers, unlike those of `drawn` and `pages`: `kinds` is fitted to these."""
