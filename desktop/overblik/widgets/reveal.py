"""The page on which private entries are revealed: consent and override are two acts with two buttons (R21, H21).

It lies under banner and CAVE line, so that the patient whom it is about stays in view.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from overblik.domain.grant import DataConsent, Reveal
from overblik.viewmodels.words import Words
from overblik.widgets.form_page import FormPage
from overblik.widgets.look import Look


class RevealPage(FormPage):
    """Says what each act means, and asks why where there is no consent."""

    chosen = Signal(object)
    """A Reveal."""
    left = Signal()
    """Nothing is to be shown."""

    def __init__(self, words: Words, look: Look, parent: QWidget | None = None) -> None:
        """Make both halves."""
        super().__init__(words, look, parent)
        self.given = QPushButton(words.say("reveal.given"))
        self.overridden = QPushButton(words.say("reveal.overridden"))
        self.cancel = QPushButton(words.say("reveal.cancel"))
        self._of_medicine: list[QWidget] = []
        """What only hidden medicine has: consent beside override."""
        self.why = self.line("reveal.why")
        self.why.textChanged.connect(self._typed)
        self.why.returnPressed.connect(self._override)
        self.cancel.clicked.connect(self.left)
        self.given.clicked.connect(lambda: self.chosen.emit(Reveal(DataConsent.GIVEN)))
        self.overridden.clicked.connect(self._override)
        self._fill()
        self.setFocusProxy(self.given)
        self.blank()

    def _fill(self) -> None:
        column, px = self.column, self.look.px
        self._title, self._text = self.label("reveal.title", 16, 600), self.label("reveal.text", 13, 400)
        self._override_text = self.label("reveal.overridden_text", 13, 400)
        self._of_medicine = [
            self.label("reveal.given_head", 14, 600),
            self.label("reveal.given_text", 13, 400),
            self.given,
            self.label("reveal.overridden_head", 14, 600),
            self._override_text,
        ]
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(px(8))
        for one in self._of_medicine:
            if one is self.given:
                column.addLayout(self.row(self.given))
                column.addSpacing(px(8))
            else:
                column.addWidget(one)
        column.addWidget(self.why)
        column.addLayout(self.row(self.overridden, self.cancel))
        column.addStretch(1)

    def offer_no_override(self) -> None:
        """Say in the place of the override that the organisation has turned it off."""
        self._override_text.setText(self.words.say("error.off_override"))
        self.why.hide()
        self.overridden.hide()

    def ask_medicine(self) -> None:
        """Ask about the hidden entries of the medicine card."""
        self._ask("reveal.title", "reveal.text", "reveal.overridden", is_medicine=True)

    def ask_override(self, source: str) -> None:
        """Ask why what is blocked at a source is to be shown: there is no consent to choose here."""
        self._ask("reveal.override_title", "reveal.override_text", "reveal.show", is_medicine=False, source=source)

    def _ask(self, title: str, text: str, button: str, *, is_medicine: bool, **facts: str) -> None:
        self.blank()
        self._title.setText(self.words.say(title, **facts))
        self._text.setText(self.words.say(text))
        self.overridden.setText(self.words.say(button))
        for one in self._of_medicine:
            one.setVisible(is_medicine)
        self.cancel.setVisible(not is_medicine)
        self.setFocusProxy(self.given if is_medicine else self.why)

    def blank(self) -> None:
        """Leave nothing of what was typed for a patient."""
        self.why.clear()
        self.overridden.setEnabled(False)

    def _typed(self, text: str) -> None:
        self.overridden.setEnabled(bool(text.strip()))

    def _override(self) -> None:
        if self.why.text().strip():
            self.chosen.emit(Reveal(DataConsent.OVERRIDDEN, self.why.text().strip()))
