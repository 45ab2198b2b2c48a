"""What things mean: no I/O, no clock, no framework."""
