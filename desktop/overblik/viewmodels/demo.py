"""The Demo menu: lets anyone see how the program tells the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from overblik.viewmodels.looks import Asking, Report
from overblik.viewmodels.words import Words

_SHARING = ("dds", "")
"""The base of document sharing among the embedded services."""


class DemoControl(Protocol):
    """The side door of the embedded services."""

    async def disturb(self, faults: Sequence[dict[str, Any]]) -> None:
        """Replace all faults that stand."""
        ...

    async def pass_time(self, hours: int) -> None:
        """Let time pass here and there."""
        ...

    async def open_next(self) -> None:
        """Let the record system open another citizen."""
        ...


@dataclass(frozen=True, slots=True)
class DemoAct:
    """One line of the menu."""

    text: str
    faults: tuple[dict[str, Any], ...]
    hours: int = 0
    opens: bool = False
    """Whether the record system opens another citizen; the services are as they were."""


class DemoModel(QObject):
    """The acts, and what stands now."""

    done = Signal(str)
    """The services are others now."""
    opened = Signal(str)
    """They are as they were."""
    failed = Signal(str)
    spoken = Signal()
    """The acts have other words."""

    def __init__(
        self,
        control: DemoControl,
        asking: Asking,
        sources: tuple[tuple[str, str], ...],
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        """Take the sources as (name, label)."""
        super().__init__(parent)
        self._control = control
        self._asking = asking
        self._sources = sources
        self.words = words
        self.acts = self._acts()

    def speak(self, words: Words) -> None:
        """Take another language."""
        if words is not self.words:
            self.words = words
            self.acts = self._acts()
            self.spoken.emit()

    def _acts(self) -> tuple[DemoAct, ...]:
        say, sources = self.words.say, self._sources
        first = sources[0] if sources else ("*", "*")
        last = sources[-1] if sources else ("*", "*")
        everywhere = {"base": "*", "resource": "*"}

        def at(source: tuple[str, str], kind: str, **more: Any) -> tuple[dict[str, Any], ...]:
            return ({"base": source[0], "resource": "*", "kind": kind, **more},)

        def of(source: tuple[str, str], resource: str, kind: str) -> tuple[dict[str, Any], ...]:
            return ({"base": source[0], "resource": resource, "kind": kind},)

        return (
            DemoAct(say("demo.network_off"), ({**everywhere, "kind": "drop"},)),
            DemoAct(say("demo.down", source=last[1]), at(last, "status", status=503)),
            DemoAct(say("demo.slow", source=last[1]), at(last, "delay", seconds=3)),
            DemoAct(say("demo.blocked", source=first[1]), at(first, "blocked")),
            DemoAct(say("demo.wrong_patient", source=last[1]), of(last, "Observation", "wrong_patient")),
            DemoAct(say("demo.unreadable", source=last[1]), of(last, "Observation", "unreadable")),
            DemoAct(say("demo.down", source=say("demo.sharing")), at(_SHARING, "status", status=503)),
            DemoAct(say("demo.may_be_blocked", source=say("demo.sharing")), at(_SHARING, "consent_silence")),
            DemoAct(say("demo.context"), (), opens=True),
            DemoAct(say("demo.later"), (), 24),
            DemoAct(say("demo.reset"), ()),
        )

    def do(self, act: DemoAct) -> None:
        """Do one act in the asking thread."""
        self._asking.run(partial(self._do, act), each=self._on_done, failed=self._on_failed)

    async def _do(self, act: DemoAct, report: Report) -> None:
        if act.opens:
            await self._control.open_next()
        elif act.hours:
            await self._control.pass_time(act.hours)
        else:
            await self._control.disturb(act.faults)
        report(act)

    def _on_done(self, act: DemoAct) -> None:
        to = self.opened if act.opens else self.done
        to.emit(self.words.say("demo.done", what=act.text))

    def _on_failed(self, error: BaseException) -> None:
        del error
        self.failed.emit(self.words.say("demo.failed"))
