"""One module a command; ``*_text`` and ``*_json`` modules render its result and print nothing."""
