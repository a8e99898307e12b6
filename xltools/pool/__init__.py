"""Functions mapped over items in guarded processes: one item never spoils another's outcome."""
