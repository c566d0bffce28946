"""How big, how good: rate control."""
