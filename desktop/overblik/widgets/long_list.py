"""A list of lines of their own heights that may be thousands: laid out a few at a time, and it stays where it was."""

from PySide6.QtWidgets import QListView, QWidget

_WHOLE = 60
"""So many lines are laid out in one go: a ward, or a day; what is longer comes in parts."""
_PART = 12
"""Lines of a part: keys and paints come between two of them (screens.md 7, no tick over 16 ms)."""


class LongList(QListView):
    """Lays out long lists in parts; the place that was in view is kept while it is laid out anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setBatchSize(_PART)
        self._kept: int | None = None
        self.verticalScrollBar().rangeChanged.connect(self._come_back)

    def expect(self, count: int) -> None:
        """Know how many lines are to come, before they do."""
        mode = QListView.LayoutMode.SinglePass if count <= _WHOLE else QListView.LayoutMode.Batched
        if self.layoutMode() is not mode:
            from PySide6.QtCore import (
                Qt,  # its namespace is a sixth of the start: nothing before the first paint touches it
            )

            self.setLayoutMode(mode)
            # A bar that comes only when the first parts have filled the view makes it narrower: all would begin anew.
            always, never_mind = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(always if self.is_long else never_mind)

    @property
    def is_long(self) -> bool:
        """Whether it is laid out in parts."""
        return self.layoutMode() is QListView.LayoutMode.Batched

    def lay_out_anew(self) -> None:
        """Lay the lines out in other heights; what is in view stays there."""
        if self.is_long and self._kept is None:
            self._kept = self.verticalScrollBar().value()
        self.scheduleDelayedItemsLayout()

    def reset(self) -> None:
        """Begin at the top of other lines."""
        self._kept = None
        super().reset()

    def _come_back(self, _: int, most: int) -> None:
        """Go to where one was, as soon as so much is laid out."""
        if self._kept is not None and self._kept <= most:
            place, self._kept = self._kept, None
            self.verticalScrollBar().setValue(place)
