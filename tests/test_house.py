"""The house: sizes, packages and words that must not stand anywhere."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "desktop" / "overblik"
FILES = sorted([*SOURCE.rglob("*.py"), *(ROOT / "packaging").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


def test_no_file_is_longer_than_300_lines() -> None:
    long = {str(file.relative_to(ROOT)): count for file in FILES if (count := len(file.read_text().splitlines())) > 300}
    assert long == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = []
    for file in [*SOURCE.rglob("*.py"), *(ROOT / "packaging").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                docstring = ast.get_docstring(node, clean=False)
                told = len(docstring.splitlines()) if docstring else 0
                if node.end_lineno - node.lineno + 1 - told > 40:
                    long.append(f"{file.name}:{node.name}")
    assert long == []


def test_the_wheel_names_every_package_of_the_source() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = set(project["tool"]["setuptools"]["packages"])
    folders = {
        ".".join(folder.relative_to(ROOT / "desktop").parts)
        for folder in [SOURCE, *SOURCE.rglob("*")]
        if folder.is_dir() and folder.name != "__pycache__"
    }
    assert named == folders | {"overblik.resources", "overblik.seeds", "overblik.manual"}


def test_packaging_is_never_a_package() -> None:
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_nothing_is_left_open_and_nothing_is_global() -> None:
    found = [
        f"{file.name}: {line.strip()}"
        for file in SOURCE.rglob("*.py")
        for line in file.read_text().splitlines()
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|^\s*global\s", line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["py" + "pi.org", "python" + "hosted", "npm" + "js", "deb" + "ian.org"])
def test_no_committed_file_names_a_registry(name: str) -> None:
    found = subprocess.run(["git", "grep", "-lI", name], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.stdout == ""


def test_only_the_right_to_look_makes_a_grant() -> None:
    makers = [
        file.name
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Grant"
    ]
    assert set(makers) <= {"right_to_look.py"}


def test_t25_the_full_number_is_asked_for_in_few_places() -> None:
    allowed = {"patient.py", "requests.py", "rows.py", "trail_words.py", "banner.py"}
    # The three ways a user names or receives a patient himself: the demo's choice, files, and the JSON report.
    allowed |= {"demo.py", "files.py", "json_report.py"}
    allowed |= {"consent.py"}  # the question to the consent service
    allowed |= {"patient_list.py", "roll.py"}  # a typed number is compared with those of the list
    allowed |= {"place.py"}  # where its owner was, sealed over a lock
    allowed |= {"own_list.py"}  # the list made by hand, sealed
    callers = {
        file.name
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("number_for_lookup", "token_for_lookup")
    }
    assert callers <= allowed


def test_pyside_that_aborts_is_excluded() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert any("pyside6-essentials" in line and "!=6.12.0" in line and "< '3.12'" in line for line in dependencies)


def test_the_program_names_the_version_of_the_project() -> None:
    from overblik import VERSION

    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
