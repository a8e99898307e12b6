"""Many checked files seen at once (审核情况): by unit, by rule, the values at failure, and in words."""
