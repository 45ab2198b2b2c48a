"""What `make bench` runs: ratios of rivals that are measured in the same run, on the same database."""
