"""Writes the pages that are made from the program: one a command, the keys of rule files, man pages.

`python docs/make_pages.py` writes them into docs/; a test says when they are out of date.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import click
import msgspec

from cleaner import __version__
from cleaner.cli.app import cli
from cleaner.cli.command import HEADINGS, MESSAGES, HeadedCommand
from cleaner.rulebook.schema import FileEntry

HERE: Final = Path(__file__).resolve().parent
_TABLES: Final = {
    "FileEntry": ("The file", "A key above the first table, or a table."),
    "PackEntry": ("[pack]", ""),
    "RuleEntry": ("[[rule]]", ""),
    "RegionEntry": ("Regions", "The values of `below` and `above`."),
    "AfterEntry": ("After", "The value of `after`."),
    "ProseEntry": ("[prose]", ""),
}
_TYPES: Final = {"string": "text", "boolean": "true or false", "integer": "whole number", "number": "number"}
_MARKDOWN: Final = re.compile(r"([\\*_<>\[\]|`])")


def pages() -> dict[str, str]:
    """Return all pages, by their paths within docs/."""
    found = {"rule-reference.md": rule_reference()}
    commands = list(all_commands())
    listed = "".join(f"- [{ctx.command_path}]({_file(ctx)}.md): {_short(ctx.command)}\n" for ctx in commands)
    found["commands/README.md"] = f"# Commands\n\n{_MADE}\n\n{listed}"
    for ctx in commands:
        found[f"commands/{_file(ctx)}.md"] = command_page(ctx)
        found[f"man/{_file(ctx)}.1"] = man_page(ctx)
    return found


_MADE: Final = (
    "Made from the program by `docs/make_pages.py`. In a terminal, `--help` and `man` show the same."
)


def all_commands(parent: click.Context | None = None) -> Iterator[click.Context]:
    """Yield `cleaner` and each command below it, a group before its members."""
    ctx = parent or click.Context(cli, info_name="cleaner", **cli.context_settings)
    yield ctx
    if isinstance(ctx.command, click.Group):
        for name in ctx.command.list_commands(ctx):
            command = ctx.command.get_command(ctx, name)
            assert command
            yield from all_commands(click.Context(command, info_name=name, parent=ctx))


def options_of(ctx: click.Context) -> dict[str, list[tuple[str, str]]]:
    """Return names and help of the options of a command, by heading, as `--help` shows them."""
    found: dict[str, list[tuple[str, str]]] = {heading: [] for heading in (*HEADINGS, "Options")}
    other = MESSAGES if isinstance(ctx.command, HeadedCommand) else "Options"
    for param in ctx.command.get_params(ctx):
        if not isinstance(param, click.Argument) and (record := param.get_help_record(ctx)):
            names, text = record
            heading = getattr(param, "heading", other) if other == MESSAGES else other
            found[heading].append((names, " ".join(text.split())))
    return {heading: records for heading, records in found.items() if records}


def command_page(ctx: click.Context) -> str:
    """Return the page of a command, in Markdown."""
    parts = [f"# {ctx.command_path}", f"```text\n{_usage(ctx)}\n```"]
    for text, as_is in _paragraphs(ctx.command):
        parts.append(f"```text\n{text}\n```" if as_is else _escape(text))
    if below := _below(ctx):
        parts += [
            "## Commands",
            "\n".join(f"- [{c.command_path}]({_file(c)}.md): {_short(c.command)}" for c in below),
        ]
    for heading, records in options_of(ctx).items():
        rows = "\n".join(f"- `{names}`: {_escape(text)}" for names, text in records)
        parts += [f"## {heading}", rows]
    return "\n\n".join(parts) + "\n"


def man_page(ctx: click.Context) -> str:
    """Return the manual page of a command, in roff."""
    title = _file(ctx).upper()
    rows = [
        f'.TH {title} 1 "" "cleaner {__version__}" "User Commands"',
        ".SH NAME",
        f"{_roff(_file(ctx))} \\- {_roff(_short(ctx.command).rstrip('.'))}",
        ".SH SYNOPSIS",
        _roff(_usage(ctx).removeprefix("Usage: ")),
        ".SH DESCRIPTION",
    ]
    for text, as_is in _paragraphs(ctx.command):
        body = "\n".join(map(_roff, text.split("\n")))
        rows.append(f".PP\n.nf\n{body}\n.fi" if as_is else f".PP\n{body}")
    if below := _below(ctx):
        rows.append(".SH COMMANDS")
        rows += (f".TP\n.B {_roff(c.command_path)}\n{_roff(_short(c.command))}" for c in below)
    rows.append(".SH OPTIONS")
    for heading, records in options_of(ctx).items():
        rows.append(f".SS {_roff(heading)}")
        rows += (f".TP\n.B {_roff(names)}\n{_roff(text)}" for names, text in records)
    near = [one for one in (ctx.parent, *_below(ctx)) if one]
    rows += [".SH SEE ALSO", ", ".join(f"\\fB{_roff(_file(one))}\\fR(1)" for one in near)]
    return "\n".join(rows) + "\n"


def rule_reference() -> str:
    """Return the reference of all keys of rule files, from the schema that reads them."""
    parts = [
        "# Keys of rule files",
        "Every key that a rule file can have. [Writing rules](../rules/README.md) explains them with"
        " examples; this page is made from what reads the files.",
    ]
    tables = msgspec.json.schema(FileEntry)["$defs"]
    for name, (title, note) in _TABLES.items():
        table = tables[name]
        rows = "".join(
            f"| `{key}` | {_type(value)} | {_default(key, value, table)} | {_cell(value['description'])} |\n"
            for key, value in table["properties"].items()
        )
        parts += [f"## {title}", " ".join(filter(None, (table["description"], note)))]
        parts.append(f"| key | type | if left out | meaning |\n|---|---|---|---|\n{rows}".rstrip("\n"))
    assert set(tables) == set(_TABLES), "a table of the schema has no place in this page"
    return "\n\n".join(parts) + "\n"


def _type(value: dict[str, Any]) -> str:
    if "enum" in value:
        return ", ".join(f'`"{one}"`' for one in value["enum"])
    if "anyOf" in value:
        return "; or ".join(_type(one) for one in value["anyOf"])
    if "$ref" in value:
        return "table"
    if value["type"] == "array":
        items = value["items"]
        return (
            "tables"
            if "$ref" in items
            else f"list of {'texts' if items.get('type') == 'string' else 'these'}"
        )
    if value["type"] == "object":
        return "table"
    least, most = value.get("minimum"), value.get("maximum")
    limits = f" from {least:,} to {most:,}" if least is not None and most is not None else ""
    return _TYPES[value["type"]] + limits


def _default(key: str, value: dict[str, Any], table: dict[str, Any]) -> str:
    if key in table["required"]:
        return "needed"
    default = value.get("default")
    if default in (None, "", [], {}):
        return "–"
    return f"`{str(default).lower()}`" if isinstance(default, bool | int) else f'`"{default}"`'


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _file(ctx: click.Context) -> str:
    return ctx.command_path.replace(" ", "-")


def _short(command: click.Command) -> str:
    return command.short_help or command.get_short_help_str(limit=200)


def _usage(ctx: click.Context) -> str:
    return " ".join(ctx.get_usage().split())


def _below(ctx: click.Context) -> list[click.Context]:
    return [one for one in all_commands(ctx) if one.parent is ctx]


def _paragraphs(command: click.Command) -> Iterator[tuple[str, bool]]:
    r"""Yield the paragraphs of a command's help, and whether they keep their line breaks (after a \b)."""
    for text in (command.help or "", command.epilog or ""):
        for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
            as_is = "\b" in paragraph
            body = paragraph.replace("\b", "")
            if body.strip():
                yield (dedent(body).strip() if as_is else " ".join(body.split())), as_is


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _roff(text: str) -> str:
    """Escape a line of text: a backslash, a hyphen that is typed, and a mark at the start."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def main() -> None:
    """Write the pages, and remove those of commands that are gone."""
    wanted = pages()
    for folder, kind in (("commands", "*.md"), ("man", "*.1")):
        (HERE / folder).mkdir(exist_ok=True)
        for path in (HERE / folder).glob(kind):
            if f"{folder}/{path.name}" not in wanted:
                path.unlink()
    for name, text in wanted.items():
        (HERE / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages written to {HERE}", file=sys.stderr)


if __name__ == "__main__":
    main()
