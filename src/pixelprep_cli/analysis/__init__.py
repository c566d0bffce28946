"""What is in a picture, and which preset fits it."""
