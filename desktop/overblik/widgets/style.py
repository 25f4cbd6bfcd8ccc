"""The style sheet of the few parts that Qt draws itself, filled from the tokens."""

from overblik.widgets.look import Look


def style_sheet(look: Look) -> str:
    """Give the style sheet of a theme."""
    c = look.hex
    return f"""
    QMainWindow {{ background: {c("stale")}; }}
    Rail {{ background: {c("rail")}; color: {c("text2")}; border: none; }}
    EmptyPane {{ background: {c("canvas")}; color: {c("text2")}; border: none; }}
    QLabel#demo {{ color: {c("stale")}; font-weight: normal; padding: 2px 12px; }}
    QLabel#demo, QMenuBar, QMenu, QToolTip {{ font-family: "IBM Plex Sans"; font-size: {look.px(13)}px; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: {c("canvas")}; }}
    QTableView {{ background: transparent; border: none; outline: none; color: {c("text")};
                  selection-background-color: transparent; }}
    QListView {{ background: {c("rail")}; border: none; outline: none; color: {c("text")}; }}
    QLineEdit {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")}; border-radius: 6px;
                 selection-background-color: {c("accent")}; selection-color: {c("onAccent")}; }}
    QLineEdit:focus {{ border: 2px solid {c("focus")}; }}
    QPlainTextEdit {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("line")};
                      border-radius: 7px; padding: 6px; selection-background-color: {c("accent")};
                      selection-color: {c("onAccent")}; }}
    QPushButton {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")}; border-radius: 6px;
                   padding: 4px 14px; }}
    QPushButton:hover {{ background: {c("sunken")}; }}
    QPushButton:focus {{ border: 2px solid {c("focus")}; }}
    QPushButton:disabled {{ color: {c("text3")}; border: 1px dashed {c("edge")}; }}
    Pane QLabel, QRadioButton, QCheckBox {{ color: {c("text")}; }}
    QRadioButton, QCheckBox {{ border: 2px solid transparent; border-radius: 4px; padding: 2px 4px; }}
    QRadioButton::indicator, QCheckBox::indicator {{ width: {look.px(14)}px; height: {look.px(14)}px; }}
    QRadioButton:focus, QCheckBox:focus {{ border: 2px solid {c("focus")}; }}
    QMenuBar {{ background: {c("staleSoft")}; color: {c("text")}; border-bottom: 1px solid {c("stale")}; }}
    QMenuBar::item {{ padding: 3px 10px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {c("select")}; color: {c("text")}; }}
    QMenu {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("line")}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 12px; }}
    QToolTip {{ background: {c("surface")}; color: {c("text")}; border: 1px solid {c("edge")}; padding: 4px; }}
    QScrollBar:vertical {{ background: transparent; width: 7px; margin: 1px; }}
    QScrollBar::handle:vertical {{ background: {c("hatch")}; border-radius: 2px; min-height: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    {_tables(look)}"""


def _tables(look: Look) -> str:
    """Give the headings, corners and lying scroll bars of tables that scroll to both sides."""
    c = look.hex
    return f"""
    QHeaderView {{ background: {c("surface")}; border: none; }}
    QHeaderView::section {{ background: {c("surface")}; color: {c("text2")}; border: none; padding: 2px 8px;
                            border-bottom: 1px solid {c("line")}; }}
    QTableCornerButton::section {{ background: {c("surface")}; border: none; border-bottom: 1px solid {c("line")}; }}
    GridView {{ background: {c("surface")}; border: 1px solid {c("line")}; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollBar:horizontal {{ background: transparent; height: 7px; margin: 1px; }}
    QScrollBar::handle:horizontal {{ background: {c("hatch")}; border-radius: 2px; min-width: 24px; }}
    """
