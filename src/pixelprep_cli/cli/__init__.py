"""Commands: parse words, ask for a plan, run it, hand outcomes to a reporter."""
