"""Rulebook and document to result: match, decide, guard, render. Knows no paths, clocks or terminals."""
