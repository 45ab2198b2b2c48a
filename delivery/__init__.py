"""What leaves the house: messages to browsers."""
