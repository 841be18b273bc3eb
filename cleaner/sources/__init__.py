"""Where documents come from and go to: text files, JSON lines, atomic writes, the removal log, restoring."""
