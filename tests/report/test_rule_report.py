"""Reports on rules: GitHub's annotations are escaped, JUnit's XML has its usual shape."""

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from cleaner.report.rule_report import Finding, RuleReport, Severity, as_github, as_junit, read_finding
from cleaner.rulebook.rule import Details, Lines, Origin, Rule, Where, pack_details

# What readers of JUnit's XML agree on (Jenkins, GitLab, Azure): elements, what they may hold, attributes.
SHAPE = {
    "testsuites": ({"testsuite"}, {"name"}, {"tests", "failures", "errors", "time"}),
    "testsuite": (
        {"testcase"},
        {"name", "tests"},
        {"failures", "errors", "skipped", "time", "timestamp", "file"},
    ),
    "testcase": (
        {"failure", "error", "skipped", "system-out"},
        {"name", "classname"},
        {"time", "file", "line"},
    ),
    "failure": (set(), {"message", "type"}, set()),
    "system-out": (set(), set(), set()),
}


def rule(name: str, file: str = "a.toml", line: int = 6) -> Rule:
    origin = Origin(file=file, line=line, pack_source="", rule_source="")
    return Rule(
        id=f"p.{name}",
        category="ads",
        level="normal",
        language="",
        keep=False,
        matcher=Lines(("x",)),
        region=None,
        where=Where(),
        packed=pack_details(Details(why="w", drops=(), keeps=(), origin=origin)),
    )


def finding(
    problem: str = "it stays",
    *,
    severity: Severity = "error",
    file: str = "a.toml",
    line: int | None = 9,
    rule: str = "p.ad",
    advice: str = "mend it",
) -> Finding:
    return Finding(severity=severity, file=file, line=line, rule=rule, problem=problem, advice=advice)


def report(findings: Sequence[Finding], rules: Sequence[Rule] = ()) -> RuleReport:
    return RuleReport(command="cleaner rules test", rules=rules, examples=2, findings=findings)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(
            'a.toml:9: rule "ad": it: stays\n  one\n  two',
            finding("it: stays", rule="ad", advice="one\ntwo"),
            id="all parts",
        ),
        pytest.param("a.toml: gone", finding("gone", line=None, rule="", advice=""), id="file alone"),
        pytest.param(
            'disable "a: b" matches no rule\n  look',
            finding('disable "a: b" matches no rule', file="", line=None, rule="", advice="look"),
            id="no place",
        ),
        pytest.param(
            "C:\\rules\\a.toml:9: wrong",
            finding("wrong", file="C:\\rules\\a.toml", rule="", advice=""),
            id="drive",
        ),
    ],
)
def test_messages_are_read(message: str, expected: Finding) -> None:
    assert read_finding(message, "error") == expected


@pytest.mark.parametrize(
    ("one", "line"),
    [
        pytest.param(
            finding('drops "50 %\x1b[2J\r": it stays', advice="see\nthis"),
            '::error file=a.toml,line=9,title=cleaner rules test%3A p.ad::drops "50 %25\\x1b[2J\\r": it stays'
            "%0Asee%0Athis",
            id="data",
        ),
        pytest.param(
            finding(file="a,b:c%\n.toml", line=None, severity="warning", advice=""),
            "::warning file=a%2Cb%3Ac%25\\n.toml,title=cleaner rules test%3A p.ad::it stays",
            id="properties",
        ),
        pytest.param(
            finding("::error::no", file="", line=None, rule="", advice=""),
            "::error title=cleaner rules test::::error::no",
            id="a message that looks like a command",
        ),
    ],
)
def test_annotations_are_escaped(one: Finding, line: str) -> None:
    assert as_github(report([one])) == f"{line}\n"


def parse(text: str) -> ElementTree.Element:
    root = ElementTree.fromstring(text)
    for element in root.iter():
        inside, needed, optional = SHAPE[element.tag]
        assert {child.tag for child in element} <= inside
        assert needed <= set(element.keys()) <= needed | optional
    return root


def test_junit_has_its_usual_shape() -> None:
    rules = [rule("ad"), rule("b", line=12), rule("c", "b.toml")]
    found = [
        finding('drops "\x1b\ufffe\ud800<&>": it stays'),
        finding("again"),
        finding("no keeps", severity="warning", rule="b", line=12),
        finding("unknown table", rule="", line=1),
    ]
    root = parse(as_junit(report(found, rules)))
    suites = {suite.get("name"): suite for suite in root}
    assert {name: len(suite) for name, suite in suites.items()} == {"a.toml": 3, "b.toml": 1}
    for element in (root, *root):
        assert element.get("tests") == str(len([*element.iter("testcase")]))
        assert element.get("failures") == str(len([*element.iter("failure")]))
    first, second, whole = suites["a.toml"]
    assert (first.attrib, second.get("line")) == (
        {"classname": "a.toml", "name": "p.ad", "file": "a.toml", "line": "6"},
        "12",
    )
    failure = first[0]
    assert failure.get("message") == 'drops "\\x1b\ufffd\\udcd800<&>": it stays'.replace(
        "\\udcd800", "\\ud800"
    )
    assert failure.text == f"a.toml:9 {failure.get('message')}\nmend it\na.toml:9 again\nmend it"
    assert [child.tag for child in second] == ["system-out"]
    assert (whole.get("name"), whole.get("line"), len(whole)) == ("file", "1", 1)


def test_junit_of_nothing_wrong() -> None:
    root = parse(as_junit(report([], [rule("ad")])))
    assert [(root.get("tests"), root.get("failures"))] == [("1", "0")]
    assert [case.get("name") for case in root.iter("testcase")] == ["p.ad"]
