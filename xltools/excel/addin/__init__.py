"""What ``xltools addin`` installs: computed first, written then, recorded, and taken away by the record."""
