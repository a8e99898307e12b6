"""The figures of a text: every number and date as it is written, its unit, label and sentence."""
