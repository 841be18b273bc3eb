"""Compiles the shipped rules when a wheel is built, so that a package loads them in milliseconds."""

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled rulebook beside the rule files of a wheel; a checkout compiles its own."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules; an editable install is a checkout."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from cleaner.rulebook.compiled import compile_sources, to_bytes
            from cleaner.rulebook.find import shipped_sources
            from cleaner.text.make_tables import make_tables

            data = to_bytes(compile_sources(list(shipped_sources())), make_tables())
        finally:
            sys.path.remove(self.root)
        path = Path(mkdtemp()) / "rulebook.bin"
        path.write_bytes(data)
        build_data["force_include"][str(path)] = "cleaner/shipped_rules/rulebook.bin"
