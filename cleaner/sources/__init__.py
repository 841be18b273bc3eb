"""Where documents come from and go to: text files, JSON lines, whole writes, the log of removals."""
