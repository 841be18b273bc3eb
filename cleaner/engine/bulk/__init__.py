"""Many documents at once: the same meaning as `Cleaner.clean`, by scans and whole-array steps."""
