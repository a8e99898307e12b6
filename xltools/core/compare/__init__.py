"""What was published against what was submitted (公开一致): values, places, differences."""
