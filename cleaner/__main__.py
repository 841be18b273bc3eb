"""Lets `python -m cleaner` do what `cleaner` does."""

import sys

from cleaner.cli import main

sys.exit(main())
