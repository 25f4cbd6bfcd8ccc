"""An error as its types and lines alone: no message, no value, no path, so that nothing clinical is in it (T25)."""

import re
from collections.abc import Iterator
from types import TracebackType

_NAME = re.compile(r"[^\w.<>]")
"""What no name of Python holds: a type that is made while the program runs may be called anything."""
_LONGEST = 120
_ENDS = 30
"""Frames at each end that are told of an endless recursion."""
_MOST = 400
"""Lines in all: a group can hold thousands of errors."""


def error_lines(error: BaseException) -> tuple[str, ...]:
    """Tell an error, what it was caused by, and the members of a group: types, and frames as `module:line:function`."""
    made: list[str] = []
    for line in _told(error, "", set()):
        if len(made) == _MOST:
            return (*made, "...")
        made.append(line)
    return tuple(made)


def _told(error: BaseException, indent: str, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before, word = error.__cause__, "caused by"
    if before is None and not error.__suppress_context__:
        before, word = error.__context__, "while handling"
    yield indent + _type_name(error)
    for frame in _shortened(list(_frames(error.__traceback__))):
        yield f"{indent}  {frame}"
    if isinstance(error, BaseExceptionGroup):
        for number, member in enumerate(error.exceptions, 1):
            yield f"{indent}  member {number} of {len(error.exceptions)}:"
            if id(member) not in seen:
                yield from _told(member, f"{indent}    ", seen)
    if before is not None and id(before) not in seen:
        yield f"{indent}{word}:"
        yield from _told(before, indent, seen)


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return _name(kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}")


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        module = traceback.tb_frame.f_globals.get("__name__", "?")
        yield f"{_name(str(module))}:{traceback.tb_lineno}:{_name(code.co_qualname)}"
        traceback = traceback.tb_next


def _shortened(frames: list[str]) -> Iterator[str]:
    """Leave out the middle of what is very long, and say so."""
    left_out = len(frames) - 2 * _ENDS
    yield from frames[:_ENDS] if left_out > 0 else frames
    if left_out > 0:
        yield f"... {left_out} more"
        yield from frames[-_ENDS:]


def _name(text: str) -> str:
    return _NAME.sub("?", text)[:_LONGEST]
