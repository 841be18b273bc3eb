"""What checking or testing rules found, for CI: as annotations of GitHub, JSON, or JUnit's XML."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Final, Literal
from xml.etree import ElementTree

from cleaner.report.printable import printable
from cleaner.rulebook.rule import Rule

Severity = Literal["error", "warning"]
_MESSAGE: Final = re.compile(
    r'(?:([^"\n]+?)(?::(\d+))?: )?(?:rule "([^"\n]*)": )?([^\n]*)(?:\n  (.*))?', re.DOTALL
)
_NOT_XML: Final = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong with rules.

    `file`, `line` and `rule` (an id, full or within its pack) are empty, or None, where it is about none.
    """

    severity: Severity
    file: str
    line: int | None
    rule: str
    problem: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """What a command on rules looked at, and what it found. `examples`: how many it tried."""

    command: str
    rules: Sequence[Rule]
    examples: int
    findings: Sequence[Finding]

    @property
    def passed(self) -> bool:
        return all(one.severity != "error" for one in self.findings)


def read_finding(message: str, severity: Severity) -> Finding:
    r"""Return what a message of place, problem and advice says.

    >>> read_finding('a.toml:9: rule "ad": unknown key\n  mend it', "error").line
    9
    """
    found = _MESSAGE.fullmatch(message)
    assert found  # it may have no place and no advice
    file, line, rule, problem, advice = found.groups(default="")
    return Finding(
        severity=severity,
        file=file,
        line=int(line) if line else None,
        rule=rule,
        problem=problem,
        advice=advice.replace("\n  ", "\n"),
    )


def as_github(report: RuleReport) -> str:
    """Return workflow commands, which GitHub shows as annotations beside the lines of the files."""
    return "".join(f"{_annotation(report.command, one)}\n" for one in report.findings)


def as_json(report: RuleReport) -> str:
    """Return one JSON object."""
    found = {
        "command": report.command,
        "passed": report.passed,
        "rules": len(report.rules),
        "examples": report.examples,
        "findings": [asdict(one) for one in report.findings],
    }
    return json.dumps(found, indent=2) + "\n"


def as_junit(report: RuleReport) -> str:
    """Return JUnit's XML: a suite for each file, a case for each rule and for what is about no known rule."""
    cases = {(rule.origin.file, rule.id): rule.origin.line for rule in report.rules}
    found: dict[tuple[str, str], list[Finding]] = {case: [] for case in cases}
    for one in report.findings:
        found.setdefault(_case_of(one, cases), []).append(one)
    root = ElementTree.Element("testsuites", name=report.command)
    suites: dict[str, ElementTree.Element] = {}
    counts: Counter[str] = Counter()
    for (file, name), findings in found.items():
        if file not in suites:
            suites[file] = ElementTree.SubElement(root, "testsuite", name=_xml(file or "rules"))
        counts[file] += 1
        failed = _add_case(suites[file], file, name, findings, cases.get((file, name)))
        counts[f"failed {file}"] += failed
    for file, suite in suites.items():
        _count(suite, counts[file], counts[f"failed {file}"])
    _count(root, len(found), sum(counts[f"failed {file}"] for file in suites))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


FORMATS: Final[Mapping[str, Callable[[RuleReport], str]]] = MappingProxyType(
    {"github": as_github, "json": as_json, "junit": as_junit}
)
"""What writes each format."""


def _annotation(command: str, one: Finding) -> str:
    title = f"{command}: {one.rule}" if one.rule else command
    line = str(one.line) if one.line else ""
    given = {"file": one.file, "line": line, "title": title}
    properties = ",".join(f"{key}={_property(value)}" for key, value in given.items() if value)
    return f"::{one.severity} {properties}::{_data(_text(one))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def _text(one: Finding) -> str:
    """Return problem and advice, each line safe to show."""
    lines = (one.problem, *one.advice.split("\n")) if one.advice else (one.problem,)
    return "\n".join(map(printable, lines))


def _case_of(one: Finding, cases: Mapping[tuple[str, str], int | None]) -> tuple[str, str]:
    """Return the case of a finding: messages on files name rules without their packs."""
    for file, rule in cases:
        if file == one.file and one.rule and f".{rule}".endswith(f".{one.rule}"):
            return file, rule
    return one.file, one.rule or "file"


def _add_case(
    suite: ElementTree.Element, file: str, name: str, findings: Sequence[Finding], line: int | None
) -> bool:
    """Add a rule to the suite of its file; return whether it failed."""
    case = ElementTree.SubElement(suite, "testcase", classname=_xml(file or "rules"), name=_xml(name))
    place = line or next((one.line for one in findings), None)
    if file:
        case.set("file", _xml(file))
    if place:
        case.set("line", str(place))
    failures = [one for one in findings if one.severity == "error"]
    if failures:
        failure = ElementTree.SubElement(case, "failure", type="error", message=_xml(failures[0].problem))
        failure.text = "\n".join(f"{one.file}:{one.line or ''} {_xml_lines(_text(one))}" for one in failures)
    if warnings := [one for one in findings if one.severity == "warning"]:
        ElementTree.SubElement(case, "system-out").text = "\n".join(
            _xml_lines(_text(one)) for one in warnings
        )
    return bool(failures)


def _count(element: ElementTree.Element, tests: int, failures: int) -> None:
    element.set("tests", str(tests))
    element.set("failures", str(failures))
    element.set("errors", "0")


def _xml(text: str) -> str:
    """Return a text of one line that XML can hold."""
    return _NOT_XML.sub("\ufffd", printable(text))


def _xml_lines(text: str) -> str:
    return "\n".join(map(_xml, text.split("\n")))
