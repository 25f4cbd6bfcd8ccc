"""The page that asks on what basis a patient is looked up who is not on the list (T20, issue 'Who may look')."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from overblik.domain.grant import Basis
from overblik.viewmodels.words import Words
from overblik.widgets.form_page import FormPage
from overblik.widgets.look import Look


class BasisPage(FormPage):
    """Three bases; the third demands words."""

    chosen = Signal(object, str)
    """A Basis, and the words."""
    left = Signal()
    """The patient is not to be opened."""

    def __init__(self, words: Words, look: Look, parent: QWidget | None = None) -> None:
        """Make heading, sentences and buttons."""
        super().__init__(words, look, parent)
        say = words.say
        self.treatment = QPushButton(say("basis.treatment"))
        self.emergency = QPushButton(say("basis.emergency"))
        self.other = QPushButton(say("basis.other"))
        self.cancel = QPushButton(say("basis.cancel"))
        self.why = self.line("basis.why")
        self.title = self.label("basis.text", 16, 600)
        column, px = self.column, look.px
        column.addWidget(self.title)
        column.addWidget(self.label("basis.text", 13, 400))
        column.addSpacing(px(8))
        column.addLayout(self.row(self.treatment, self.emergency))
        column.addSpacing(px(8))
        column.addWidget(self.label("basis.other_head", 14, 600))
        column.addWidget(self.why)
        column.addLayout(self.row(self.other, self.cancel))
        column.addStretch(1)
        self.treatment.clicked.connect(lambda: self.chosen.emit(Basis.TREATMENT, ""))
        self.emergency.clicked.connect(lambda: self.chosen.emit(Basis.EMERGENCY, ""))
        self.other.clicked.connect(self._other)
        self.cancel.clicked.connect(self.left)
        self.why.textChanged.connect(lambda text: self.other.setEnabled(bool(text.strip())))
        self.why.returnPressed.connect(self._other)
        self.setFocusProxy(self.treatment)
        self.blank()

    def ask(self, whom: str) -> None:
        """Ask about a patient, named as he was chosen."""
        self.blank()
        self.title.setText(self.words.say("basis.title", whom=whom))
        self.setAccessibleName(self.title.text())

    def blank(self) -> None:
        """Leave nothing of the patient."""
        self.title.setText("")
        self.why.clear()
        self.other.setEnabled(False)

    def _other(self) -> None:
        if self.why.text().strip():
            self.chosen.emit(Basis.OTHER, self.why.text().strip())
