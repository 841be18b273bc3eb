"""Many documents: which files, cleaned how, counted, and put back together."""
