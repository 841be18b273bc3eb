"""For all tests: nothing is kept in, or taken from, the cache of whoever runs them."""

import os

from cleaner.rulebook.cache import VARIABLE

# A folder that can't be one: what is kept there is gone at once. Set here, not in a fixture: some tests
# start processes, and some fixtures are older than any other.
os.environ[VARIABLE] = os.devnull
