"""Many documents: which files to clean, cleaned in one or several processes, written, logged and counted."""
