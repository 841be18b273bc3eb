"""For all tests: compiled rules are kept in a cache of the tests' own, never in that of whoever runs them."""

import os
from pathlib import Path

from cleaner.rulebook.cache import VARIABLE

# Set here, not in a fixture: some tests start processes, and some fixtures are older than any other.
os.environ[VARIABLE] = str(Path(__file__).parent.parent / ".pytest_cache" / "compiled-rules")
