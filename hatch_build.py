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
            from cleaner.rulebook.compiled_score import compile_score
            from cleaner.rulebook.compiled_score import to_bytes as score_to_bytes
            from cleaner.rulebook.find import shipped_score, shipped_sources
            from cleaner.text.make_tables import make_tables

            packs = compile_sources(list(shipped_sources()))
            score = compile_score(list(shipped_score()), packs.function_words)
            files = {
                "rulebook.bin": to_bytes(packs, make_tables()),
                "score.bin": score_to_bytes(score),
            }
        finally:
            sys.path.remove(self.root)
        folder = Path(mkdtemp())
        for name, data in files.items():
            (folder / name).write_bytes(data)
            build_data["force_include"][str(folder / name)] = f"cleaner/shipped_rules/{name}"
