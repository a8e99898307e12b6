"""What rule authors use: rule pages run as tests, and faults of a standard found before any unit's file."""
