"""How hints get from one process to the others, and back again after Redis was away."""
