"""From bytes to lines: decoding, splitting, folding, counting words, telling prose."""
