"""Many frozen values in little time: one look at a citizen makes tens of thousands of them."""

from collections.abc import Callable
from dataclasses import MISSING, field, fields, make_dataclass
from typing import Any, ParamSpec, TypeVar, cast, get_origin

_Given = ParamSpec("_Given")
_Value = TypeVar("_Value")


def maker(frozen: Callable[_Given, _Value]) -> Callable[_Given, _Value]:
    """Give what makes the values of a frozen dataclass with slots, at a third of its own price.

    A frozen class sets every field by a call that goes round its own prohibition. The twin that is made
    here sets plain slots, and then its value becomes one of the frozen class, which Python allows between
    classes of the same slots. The value is the same in every respect; an open one is never seen.

    Raises:
        TypeError: the class checks its own making, which would be left out.

    """
    sealed = cast("type[Any]", get_origin(frozen) or frozen)
    if hasattr(sealed, "__post_init__"):
        raise TypeError(f"{sealed.__name__} checks how it is made")

    def seal(made: Any) -> None:
        made.__class__ = sealed

    twin = make_dataclass(
        sealed.__name__,
        [
            (one.name, Any, field(default=one.default))
            if one.default is not MISSING
            else (one.name, Any, field(default_factory=one.default_factory))
            if one.default_factory is not MISSING
            else (one.name, Any)
            for one in fields(sealed)
        ],
        bases=getattr(sealed, "__orig_bases__", ()),
        namespace={"__post_init__": seal},
        slots=True,
        eq=False,
    )
    return cast("Callable[_Given, _Value]", twin)
