"""Which findings merely follow from others."""
