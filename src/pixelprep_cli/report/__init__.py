"""What people and scripts see. Reads outcomes, decides nothing."""
