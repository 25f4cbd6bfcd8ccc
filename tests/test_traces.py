"""Every hazard, threat, display rule and scenario of the design is carried by a test that names it."""

import ast
import re
from collections import defaultdict
from functools import cache

import pytest

from conftest import ROOT

DESIGN = ROOT.parent / "shared" / "design"
_IN_A_NAME = re.compile(r"_([htrs])0?(\d{1,2})(?=_)")
_IDENTIFIER = re.compile(r"[HTRS]\d{1,2}")


def ids_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Give the ids of a test: in its name (`test_h21_…`, `test_s07_…`) and in its markers."""
    named = {f"{letter.upper()}{number}" for letter, number in _IN_A_NAME.findall(f"{node.name}_")}
    marked = {
        part.value
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and _IDENTIFIER.fullmatch(part.value)
    }
    return named | marked


@cache
def carried() -> dict[str, list[str]]:
    """Give for each id the tests that carry it."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for identifier in ids_of(node):
                    found[identifier].append(f"{file.name}::{node.name}")
    return found


@pytest.mark.parametrize(
    ("file", "form", "count"),
    [
        ("safety.md", r"^\| (H\d+) \|", 22),
        ("safety.md", r"^\| (T\d+) \|", 25),
        ("display-rules.md", r"^\W*(R\d+)\b", 27),
        ("acceptance.md", r"^\| (S\d+) \|", 12),
    ],
)
def test_every_id_of_the_design_is_carried_by_a_test(file: str, form: str, count: int) -> None:
    ids = set(re.findall(form, (DESIGN / file).read_text(encoding="utf-8"), re.MULTILINE))
    assert len(ids) == count
    assert sorted(ids - set(carried())) == []


def test_an_id_is_read_from_a_name_and_from_a_marker() -> None:
    (node,) = ast.parse('@pytest.mark.rule("T8", "H4")\ndef test_s07_and_h21_too() -> None: ...').body
    assert isinstance(node, ast.FunctionDef)
    assert ids_of(node) == {"T8", "H4", "S7", "H21"}
