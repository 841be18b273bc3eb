"""The cleaner as a part of other tools."""
