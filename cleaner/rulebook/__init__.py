"""Rule files to rulebook: load, check, discover, show."""
