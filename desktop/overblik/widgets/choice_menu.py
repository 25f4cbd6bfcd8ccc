"""A list to choose from, by keys and mouse, under the button that opens it; it closes by itself."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

Choice = tuple[str, bool | None, Callable[[], None]]
"""Words, whether it is chosen (none where it is no switch), and what choosing does."""


def choose(parent: QWidget, choices: Sequence[Choice], under: QWidget) -> QMenu:
    """Open the list."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(False)
    for text, is_chosen, act in choices:
        made = menu.addAction(text.replace("&", "&&"))
        if is_chosen is not None:
            made.setCheckable(True)
            made.setChecked(is_chosen)
        made.triggered.connect(lambda _=False, act=act: act())
    menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    return menu
