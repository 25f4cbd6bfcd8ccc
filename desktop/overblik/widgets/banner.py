"""The patient banner: never scrolls, never covered (R1)."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from overblik.viewmodels.screen import Banner
from overblik.widgets import ink, paint
from overblik.widgets.flow import Flow, Run, laid
from overblik.widgets.look import UNPLACED, Look

_HEIGHT, _MARGIN = 50, 16


class BannerView(QWidget):
    """Name, birth, sex, number; contacts at the right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start without a patient."""
        super().__init__(parent)
        self.look = look
        self._banner: Banner | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(_HEIGHT))

    def show_banner(self, banner: Banner | None) -> None:
        """Show who the patient is, or nobody."""
        if banner == self._banner:
            return
        self._banner = banner
        self.setAccessibleName(banner.accessible if banner else "")
        self._fit()
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Fit the height to the width."""
        del event
        self._fit()

    def _fit(self) -> None:
        if self.width() < UNPLACED:
            return
        tall = self.look.px(_HEIGHT)
        if self._banner is not None:
            tall = max(tall, self._left(self._banner).height + self.look.px(20))
            if self._is_stacked(self._banner):
                tall += sum(flow.height for flow in self._under(self._banner))
        if self.height() != tall:
            self.setFixedHeight(tall)

    def _right_width(self, banner: Banner) -> float:
        look = self.look
        return max(
            (
                sum(look.metrics(12, 600 if bold else 400).horizontalAdvance(text) for text, bold in runs)
                for runs in banner.right
            ),
            default=0.0,
        )

    def _left(self, banner: Banner) -> Flow:
        dead = bool(banner.deceased)
        colour, quiet = ("surface", "surface") if dead else ("text", "text3")
        gap = "\u2003 "
        runs = [Run(banner.family, 19, 600, colour)]
        if banner.given:
            runs.append(Run(f", {banner.given}", 19, 500, colour))
        if banner.born:
            runs += [Run(f"{gap}{banner.born_label}\u00a0", 13, 400, quiet), Run(banner.born, 15, 600, colour)]
        if banner.age:
            runs.append(Run(f" {banner.age}", 13, 400, quiet))
        if banner.deceased:
            runs.append(Run(f"{gap}{banner.deceased}", 15, 600, colour))
        if banner.sex:
            runs.append(Run(f"{gap}{banner.sex}", 15, 600, colour))
        if banner.number:
            runs += [Run(f"{gap}{banner.number_label}\u00a0", 13, 400, quiet), Run(banner.number, 15, 600, colour)]
        room = self._room(banner)
        beside = room - self._right_width(banner) - self.look.px(24)
        return laid(runs, self.look, (room if self._is_stacked(banner) else beside) - self._badges_width(banner), 30)

    def _room(self, banner: Banner) -> float:
        return self.width() - self.look.px(2 * _MARGIN) - (self.look.px(44) if banner.deceased else 0)

    def _is_stacked(self, banner: Banner) -> bool:
        """Whether what stands at the right needs lines of its own: who the patient is gets half of the room."""
        return self._right_width(banner) + self.look.px(24) > self._room(banner) / 2

    def _under(self, banner: Banner) -> list[Flow]:
        colour = "surface" if banner.deceased else "text2"
        lines = [[Run(text, 12, 600 if bold else 400, colour) for text, bold in runs] for runs in banner.right]
        return [laid(runs, self.look, self._room(banner), 16) for runs in lines]

    def _badges_width(self, banner: Banner) -> float:
        return float(sum(paint.badge_width(badge, self.look) + self.look.px(8) for badge in banner.badges))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the banner; a deceased patient on a dark ground with a hatch."""
        del event
        banner, look = self._banner, self.look
        painter = QPainter(self)
        ground = "text2" if banner is not None and banner.deceased else "surface"
        painter.fillRect(self.rect(), look.color(ground))
        if banner is not None:
            left = look.px(_MARGIN)
            if banner.deceased:
                paint.paint_hatch(painter, QRectF(0, 0, look.px(50), self.height()), look)
                left += look.px(44)
            flow = self._left(banner)
            under = self._under(banner) if self._is_stacked(banner) else []
            top = (self.height() - flow.height - sum(line.height for line in under)) / 2
            flow.paint(painter, left, top)
            self._draw_badges(painter, banner, left + flow.last, top + flow.height)
            y = top + flow.height
            for line in under:
                line.paint(painter, left, y)
                y += line.height
            if not under:
                self._draw_right(painter, banner)
        painter.setPen(look.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        ink.paint_focus(painter, self, look)
        painter.end()

    def _draw_badges(self, painter: QPainter, banner: Banner, x: float, bottom: float) -> None:
        look = self.look
        x += look.px(12)
        for badge in banner.badges:
            width = paint.badge_width(badge, look)
            paint.paint_badge(painter, x + width, bottom - look.px(23), badge, look)
            x += width + look.px(8)

    def _draw_right(self, painter: QPainter, banner: Banner) -> None:
        look = self.look
        top = (self.height() - len(banner.right) * look.px(16)) / 2
        colour = "surface" if banner.deceased else "text2"
        for row, runs in enumerate(banner.right):
            edge = float(self.width() - look.px(_MARGIN))
            align = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
            for text, bold in reversed(runs):
                box = QRectF(0, top + row * look.px(16), edge, look.px(16))
                ink.text(painter, look, box, text, ink.Style(12, 600 if bold else 400, colour, align))
                edge -= look.metrics(12, 600 if bold else 400).horizontalAdvance(text)
