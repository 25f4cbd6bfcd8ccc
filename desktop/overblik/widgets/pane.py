"""All parts of the open patient in one look: made anew when theme, size or language change."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from overblik.viewmodels.marks import Marker
from overblik.viewmodels.medication_page import listed
from overblik.viewmodels.rows import Card
from overblik.viewmodels.screen import Screen
from overblik.viewmodels.screen_parts import OVERVIEW
from overblik.viewmodels.words import Words
from overblik.widgets.banner import BannerView
from overblik.widgets.card_view import CardView
from overblik.widgets.cave_line import CaveLine
from overblik.widgets.columns import Overview
from overblik.widgets.document_page import DocumentView
from overblik.widgets.drug_side import DrugSide
from overblik.widgets.drug_view import DrugView
from overblik.widgets.empty import EmptyPane
from overblik.widgets.keys import LETTERS
from overblik.widgets.look import Look
from overblik.widgets.news_view import NewsView
from overblik.widgets.pages import OriginalPage
from overblik.widgets.past_acts import PastBar
from overblik.widgets.reveal import RevealPage
from overblik.widgets.section_bar import SectionBar
from overblik.widgets.strip import StripView

_TWO_COLUMNS = 680
"""Width of the pane, in design pixels, below which list and drug stand under each other."""
_FULL_WIDTH, _LIST_WIDTH, _DRUG_WIDTH, _SIDE_WIDTH, _THREE_COLUMNS = 1240, 280, 960, 360, 1080


class Pane(QWidget):
    """Banner, CAVE line, strip, pages and section bar of the open patient."""

    resized = Signal()
    """The pane, or what stands above its cards, has another size."""

    def __init__(self, look: Look, words: Words) -> None:
        """Make every part in a look and a language."""
        super().__init__()
        self.look, self.words = look, words
        self.banner = BannerView(look, self)
        self.cave = CaveLine(look, self.words.say("cave.tag"), self)
        self.news = NewsView(look, self)
        self.past, self.strip = PastBar(look, self), StripView(look, self)
        self.overview = Overview(OVERVIEW, look, self.words, self)
        self.empty = EmptyPane(look, self.words.say("window.no_patient"), self)
        self.full = CardView("", look, self.words, self)
        self.drug, self.side = DrugView(look, self.words, self), DrugSide(look, self.words, self)
        self.original = OriginalPage(look, self)
        self.reveal = RevealPage(words, look, self)
        self.document = DocumentView(look, self)
        self.aside: tuple[QWidget, ...] = (self.original, self.reveal, self.document)
        """Pages that stand beside the patient's screen, and stay while it changes."""
        self.board: QWidget | None = None
        """The page that names many patients: it stands alone, without banner and CAVE line (R1)."""
        self.alone: tuple[QWidget, ...] = ()
        """Other pages that do, as the print of a list."""
        self.bar = SectionBar(self._sections(), self._helps(), self.words.say("window.more"), look, self)
        self.pages = QStackedWidget(self)
        self._full_frame = self._framed()
        for page in (self.empty, self.overview, self._full_frame, *self.aside):
            self.pages.addWidget(page)
        self._place()
        self.pages.currentChanged.connect(self._fit_head)
        self.blank()

    def _framed(self) -> QWidget:
        """Put the page of a card, and the chosen drug beside its list, into a frame."""
        frame = QWidget(self)
        row = self._beside = QHBoxLayout(frame)
        margin = self.look.px(12)
        row.setContentsMargins(margin, self.look.px(6), margin, margin)
        row.setSpacing(self.look.px(10))
        row.addWidget(self.full, 100)
        row.addWidget(self.drug, 200)
        row.addWidget(self.side, 100)
        row.addStretch(1)
        self._arrange("")
        return frame

    def _arrange(self, page: str) -> None:
        """Make room for the chosen drug on the page of medicine."""
        is_list = page == "medication"
        self.drug.setVisible(is_list)
        self._is_drug_page = is_list
        self._fit_side()

    def _fit_side(self) -> None:
        """Show history and original where there is room for a third column; where there is none for a second, stack."""
        px, width = self.look.px, self.width()
        is_stacked = width < px(_TWO_COLUMNS)
        self._beside.setDirection(QBoxLayout.Direction.TopToBottom if is_stacked else QBoxLayout.Direction.LeftToRight)
        is_narrow = self._is_drug_page and not is_stacked
        self.full.setMaximumWidth(px(_LIST_WIDTH if is_narrow else _FULL_WIDTH))
        self.drug.setMaximumWidth(px(_DRUG_WIDTH))
        self.side.setMaximumWidth(px(_SIDE_WIDTH))
        self.side.setVisible(self._is_drug_page and width >= px(_THREE_COLUMNS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the third column come or give way."""
        super().resizeEvent(event)
        self._fit_side()
        self.resized.emit()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.banner, self.cave, self.past, self.news, self.strip):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)

    def _sections(self) -> list[tuple[str, str, str]]:
        say = self.words.say
        made = [("", "O", say("window.overview"))]
        made += [(name, letter, say(f"topic.{name}")) for name, letter in LETTERS.items()]
        place = next(n for n, (_, letter, _) in enumerate(made) if letter.isdigit())
        return [*made[:place], ("timeline", "T", say("timeline.title")), *made[place:]]

    def _helps(self) -> list[tuple[str, str, str]]:
        say = self.words.say
        return [("original", "R", say("window.original")), ("keys", "F1", say("window.keys"))]

    def _fit_head(self) -> None:
        """Give a page the room of what is new and of the sources: there its own head says how old and whole it is."""
        for part in (self.banner, self.cave, self.strip, self.bar):
            part.setVisible(not self.is_alone)
        is_overview = self.pages.currentWidget() in (self.overview, self.empty)
        self.news.want(is_wanted=is_overview)
        self.strip.want(chips=is_overview)

    def blank(self) -> None:
        """Empty banner, CAVE line, strip and all cards together (R2), and leave a page beside them: it was the former's."""
        self.banner.show_banner(None)
        self.cave.show_cave(None)
        self.past.tell("")
        self.news.show_strip(None)
        self.bar.tell_news({})
        self.strip.show_strip(None)
        self.overview.blank()
        self.full.blank()
        self.drug.show_drug(None)
        self.side.blank()
        self.original.blank()
        self.reveal.blank()
        self.document.blank()
        if self.is_aside:
            self.pages.setCurrentWidget(self.overview)
        self.bar.mark("")

    def show_screen(self, screen: Screen, page: str) -> None:
        """Show one composed screen: the overview, or one card in full."""
        self.show_head(screen)
        if page:
            self._arrange(page)
            self.full.show_card(listed(screen.cards[0]))
        else:
            self.overview.show_cards(screen.cards)
        if not self.is_aside:
            self.pages.setCurrentWidget(self._full_frame if page else self.overview)
            self.bar.mark(page)

    def show_head(self, screen: Screen) -> None:
        """Show what stands above the cards."""
        self.banner.show_banner(screen.banner)
        self.cave.show_cave(screen.cave)
        self.news.show_strip(screen.news, is_asking=any(chip.marker is Marker.LOADING for chip in screen.strip.chips))
        self.past.tell(screen.past)
        self.bar.tell_news(dict(screen.news.badges) if screen.news is not None else {})
        self.strip.show_strip(screen.strip)
        self.overview.show_summary(screen.summary)

    def show_card(self, card: Card, page: str) -> None:
        """Show one card that changed, where it stands now."""
        if page:
            self.full.show_card(listed(card))
        else:
            self.overview.show_card(card)

    def add_aside(self, page: QWidget) -> None:
        """Take the page of a feature among those that stand beside the patient's screen."""
        self.pages.addWidget(page)
        self.aside = (*self.aside, page)

    def drop_aside(self, page: QWidget) -> None:
        """Forget a page that was made anew."""
        self.aside = tuple(one for one in self.aside if one is not page)
        self.pages.removeWidget(page)
        page.deleteLater()

    @property
    def is_board(self) -> bool:
        """Whether the page that names many patients is in view."""
        return self.board is not None and self.pages.currentWidget() is self.board

    @property
    def is_alone(self) -> bool:
        """Whether a page that names many patients is in view, the board or another."""
        return self.is_board or self.pages.currentWidget() in self.alone

    @property
    def is_aside(self) -> bool:
        """Whether a page stands beside the patient's screen, and not that screen."""
        return self.pages.currentWidget() in self.aside

    def show_again(self, page: QWidget, mark: str) -> None:
        """Show a page that stood open before the pane was made anew; it takes the focus when the pane is in view."""
        self.show_page(page, mark)
        QTimer.singleShot(0, page.setFocus)

    def show_page(self, page: QWidget, mark: str) -> None:
        """Show a page that stands beside the patient's screen."""
        self.pages.setCurrentWidget(page)
        self.bar.mark(mark)
        page.setFocus()

    def show_empty(self) -> None:
        """Show that no patient is open."""
        self.pages.setCurrentWidget(self.empty)
        self.bar.mark("")

    def leave_page(self, page: str) -> None:
        """Go back from a page to the patient's screen."""
        self.pages.setCurrentWidget(self._full_frame if page else self.overview)
        self.bar.mark(page)

    def regions(self) -> Sequence[QWidget]:
        """Give the regions in reading order, for F6."""
        tables = [card.table for card in self.overview.cards.values()]
        beside = [part for part in (self.drug, self.side.history, self.side.original) if part.isVisible()]
        inside = tables if self.pages.currentWidget() is self.overview else [self.full.table, *beside]
        news = [self.news] if self.news.isVisible() else []
        return [self.banner, self.cave, *news, *inside]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.color("canvas"))
        painter.end()

    def focused_card(self) -> CardView | None:
        """Give the card that has the focus."""
        cards = [*self.overview.cards.values(), self.full]
        return next((card for card in cards if card.table.hasFocus()), None)

    def focus_card(self, name: str) -> None:
        """Put the focus on a card, at its first row that holds a fact."""
        card = self.full if name == "" else self.overview.cards[name]
        # Before the focus: a table that gets it without a current row takes its first, a heading.
        if card.table.current() is None and card.model.rows:
            card.table.go_to(card.first_fact())
        card.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
