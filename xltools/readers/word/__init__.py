"""The inside of Word documents: what is seen of them, and where it stands."""
