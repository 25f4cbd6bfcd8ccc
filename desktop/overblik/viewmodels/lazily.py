"""Lines that are composed when somebody looks at them: of thousands on a list a window shows thirty (R24)."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

Line = TypeVar("Line")
Name = TypeVar("Name")


class Lazily(Sequence[Line], Generic[Name, Line]):
    """A sequence of lines; whose each is, is known from the start, so that lists are compared without composing any."""

    def __init__(self, names: tuple[Name, ...] = (), make: Callable[[int], Line] | None = None) -> None:
        """Take what tells the lines apart, in their order, and what composes the line at a place."""
        self.names, self._make = names, make
        self.made: dict[int, Line] = {}
        """Those that were looked at, by their places."""

    @classmethod
    def of(cls, names: tuple[Name, ...], lines: Sequence[Line]) -> "Lazily[Name, Line]":
        """Give lines that are composed already."""
        return cls(names, lines.__getitem__)

    def __len__(self) -> int:
        """Count the lines."""
        return len(self.names)

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, place: int | slice) -> Line | tuple[Line, ...]:
        """Give a line, composed once; of a slice those alone."""
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        at = range(len(self))[place]
        if at not in self.made:
            assert self._make is not None
            self.made[at] = self._make(at)
        return self.made[at]
