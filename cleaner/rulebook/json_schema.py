"""The JSON Schema of rule files, for editors: made of the types that read them."""

from typing import Any, Final

import msgspec

from cleaner.rulebook.schema import LINE_MATCHERS, MATCHERS, FileEntry

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def rule_file_schema() -> dict[str, Any]:
    """Return the schema. A file that fits it may still be refused: a schema can't say what patterns mean."""
    (_,), found = msgspec.json.schema_components([FileEntry], ref_template="#/$defs/{name}")
    rule = found["RuleEntry"]
    rule["oneOf"] = [{"required": [key]} for key in MATCHERS]
    with_region = {"oneOf": [{"required": [key]} for key in LINE_MATCHERS]}
    rule["dependentSchemas"] = {
        **dict.fromkeys(("below", "above"), with_region),
        **{key: {"required": ["max_words"]} for key in ("starts", "contains")},
    }
    whole = found.pop("FileEntry") | {"title": "A rule file of cleaner"}
    return {"$schema": _DIALECT, **whole, "$defs": found}
