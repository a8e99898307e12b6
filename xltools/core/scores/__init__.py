"""Reference scores: what each indicator comes to by the standard, beside what the unit gave itself."""
