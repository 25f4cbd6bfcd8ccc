"""An error is told by its types and lines: whatever its message, notes, values and paths hold stays out (T25)."""

import re

import pytest

from overblik.runtime.error_lines import error_lines

CANARY = "benzylpenicillin-251248"
_LINE = re.compile(
    r" *(?:[\w.<>?]+|[\w.<>?]+:\d+:[\w.<>?]+|caused by:|while handling:|member \d+ of \d+:|\.\.\.( \d+ more)?)"
)


def caught(call: object) -> BaseException:
    try:
        call()  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - whatever the case raises
        return error
    raise AssertionError


def deep(number: int) -> None:
    secret = CANARY
    if number:
        deep(number - 1)
    raise ValueError(secret)


def caused() -> None:
    try:
        {}[CANARY]
    except KeyError as error:
        error.add_note(CANARY)
        raise RuntimeError(CANARY) from error


def handling() -> None:
    try:
        {}[CANARY]
    except KeyError:
        int(CANARY)


def grouped() -> None:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), caught(caused)])


def foreign() -> None:
    raise type(f"Of {CANARY}/home/nurse", (Exception,), {"__module__": "somewhere"})(CANARY)


@pytest.mark.rule("T25")
@pytest.mark.parametrize("call", [lambda: deep(3), caused, handling, grouped])
def test_t25_no_message_value_note_or_path_is_told(call: object) -> None:
    lines = error_lines(caught(call))
    assert CANARY not in "\n".join(lines)
    assert "/" not in "".join(lines)
    assert [line for line in lines if not _LINE.fullmatch(line)] == []


def test_where_it_happened_is_told_by_module_line_and_function() -> None:
    error = caught(lambda: deep(0))
    assert error.__traceback__ is not None
    lines = error_lines(error)
    assert lines[0] == "ValueError"
    number = deep.__code__.co_firstlineno + 4
    assert lines[-1] == f"  {__name__}:{number}:deep"


def test_cause_context_and_members_are_told() -> None:
    assert [line for line in error_lines(caught(caused)) if not line.startswith("  ")] == [
        *("RuntimeError", "caused by:", "KeyError")
    ]
    assert "while handling:" in error_lines(caught(handling))
    lines = error_lines(caught(grouped))
    assert [line.strip() for line in lines if "member" in line] == ["member 1 of 2:", "member 2 of 2:"]
    assert "    RuntimeError" in lines
    assert "    caused by:" in lines


def test_what_was_suppressed_stays_suppressed() -> None:
    def call() -> None:
        try:
            int(CANARY)
        except ValueError:
            raise LookupError from None

    assert error_lines(caught(call))[0] == "LookupError"
    assert "ValueError" not in error_lines(caught(call))


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert error_lines(first) == ("ValueError", "caused by:", "KeyError")


def test_an_endless_recursion_is_told_by_its_ends() -> None:
    lines = error_lines(caught(lambda: deep(500)))
    assert len(lines) < 70
    assert any(re.fullmatch(r"  \.\.\. \d+ more", line) for line in lines)


def test_a_group_of_thousands_is_told_in_part() -> None:
    lines = error_lines(ExceptionGroup("", [ValueError() for _ in range(3000)]))
    assert (len(lines), lines[-1]) == (401, "...")


def test_the_name_of_a_type_that_was_made_meanwhile_is_told_as_a_name_only() -> None:
    (name, *_) = error_lines(caught(foreign))
    assert re.fullmatch(r"[\w.<>?]+", name)
    assert "/" not in name
