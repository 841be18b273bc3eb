"""For those who write rules: prove them by their examples, find the patterns that run for ever."""
