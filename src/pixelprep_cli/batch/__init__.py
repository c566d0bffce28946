"""Discover, plan, run: the only place where the pipeline and the store meet."""
