"""The keyboard map: one table that makes the shortcuts and the help alike (screens.md 4.1)."""

from collections.abc import Mapping
from types import MappingProxyType

KEYS: tuple[tuple[str, tuple[str, ...], str, str, tuple[object, ...]], ...] = (
    ("Ctrl+K  /", ("Ctrl+K", "/"), "search", "palette.open", ()),
    ("O", ("O",), "overview", "open_overview", ()),
    ("M", ("M",), "medication", "press", ("medication",)),
    ("L", ("L",), "lab_results", "press", ("lab_results",)),
    ("P", ("P",), "care_plans", "press", ("care_plans",)),
    ("A", ("A",), "appointments", "press", ("appointments",)),
    ("H", ("H",), "home_monitoring", "press", ("home_monitoring",)),
    ("D", ("D",), "documents", "press", ("documents",)),
    ("V", ("V",), "vaccinations", "press", ("vaccinations",)),
    ("S", ("S",), "master_data", "press", ("master_data",)),
    ("T", ("T",), "timeline", "timeline.open", ()),
    ("1", ("1",), "conditions", "press", ("conditions",)),
    ("2", ("2",), "contacts", "press", ("contacts",)),
    ("3", ("3",), "procedures", "press", ("procedures",)),
    ("4", ("4",), "other_observations", "press", ("other_observations",)),
    ("5", ("5",), "questionnaires", "press", ("questionnaires",)),
    ("N", ("N",), "next_news", "news.step", (1,)),
    ("Shift+N", ("Shift+N",), "previous_news", "news.step", (-1,)),
    ("Ctrl+Enter", ("Ctrl+Return", "Ctrl+Enter"), "news_seen", "news.seen", ()),
    ("Ctrl+H", ("Ctrl+H",), "past", "past.open", ()),
    ("U", ("U",), "next_abnormal", "row.abnormal", (1,)),
    ("Shift+U", ("Shift+U",), "previous_abnormal", "row.abnormal", (-1,)),
    ("J", ("J",), "next_patient", "step_patient", (1,)),
    ("Shift+J", ("Shift+J",), "previous_patient", "step_patient", (-1,)),
    ("B", ("B",), "rail", "toggle_rail", ()),
    ("R", ("R",), "original", "row.original", ()),
    ("E", ("E",), "level", "trend.level", ()),
    ("Shift+A", ("Shift+A",), "trend_add", "trend.add", ()),
    ("Delete", ("Del",), "trend_remove", "trend.remove", ()),
    ("Shift+M", ("Shift+M",), "trend_drugs", "trend.drugs", ()),
    ("F", ("F",), "lab_filter", "filter", ()),
    ("W", ("W",), "ward", "ward.open", ()),
    ("Shift+W", ("Shift+W",), "ward_lists", "ward.lists", ()),
    ("Shift+V", ("Shift+V",), "handover", "ward.handover", ()),
    ("C", ("C",), "ward_critical", "ward.critical", ()),
    ("Shift+D", ("Shift+D",), "ward_density", "ward.density", ()),
    ("Ctrl+M", ("Ctrl+M",), "own_list", "ward.own", ()),
    ("K", ("K",), "lab_grid", "laboratory.grid", ()),
    ("Esc", ("Esc",), "escape", "step_back", ()),
    ("F5", ("F5",), "fetch_all", "fetch", ()),
    ("Shift+F5", ("Shift+F5",), "fetch_section", "fetch_section", ()),
    ("F6", ("F6",), "region", "step_region", (1,)),
    ("Shift+F6", ("Shift+F6",), "previous_region", "step_region", (-1,)),
    ("Ctrl+C", ("Ctrl+C",), "copy", "row.copy", ()),
    ("Ctrl+P", ("Ctrl+P",), "print", "paper.open", ()),
    ("Ctrl++", ("Ctrl++", "Ctrl+="), "bigger", "scale_by", (1,)),
    ("Ctrl+-", ("Ctrl+-",), "smaller", "scale_by", (-1,)),
    ("Ctrl+0", ("Ctrl+0",), "normal", "scale_by", (0,)),
    ("Ctrl+L", ("Ctrl+L",), "lock", "lock", ()),
    ("Ctrl+Shift+L", ("Ctrl+Shift+L",), "switch_user", "lock", ("switch",)),
    ("Ctrl+J", ("Ctrl+J",), "own_log", "own_log.open", ()),
    ("Ctrl+I", ("Ctrl+I",), "computer", "computer.open", ()),
    ("Ctrl+G", ("Ctrl+G",), "readiness", "readiness.open", ()),
    ("Ctrl+D", ("Ctrl+D",), "dark", "turn_theme", ()),
    ("Ctrl+E", ("Ctrl+E",), "language", "turn_language", ()),
    ("F1", ("F1",), "help", "help.turn", ()),
)
"""(shown, key sequences, word, act (widgets.acts), arguments)."""

COMMANDS: tuple[tuple[str, str, tuple[object, ...]], ...] = (
    ("about", "about.open", ()),
    ("introduction", "introduction.open", ()),
    ("erase_patient", "erase.ask", ()),
    ("sign_out", "lock", ("sign_out",)),
    ("sign_out_erase", "lock", ("erase",)),
)
"""(word, act, arguments) of what has no key: the palette alone offers it."""

ANYWHERE = frozenset(
    {"next_patient", "previous_patient", "rail", "lock", "switch_user", "own_log", "computer", "readiness"}
    | {"region", "previous_region", "sign_out", "sign_out_erase"}
    | {"ward", "ward_lists", "ward_density", "ward_critical", "own_list", "handover", "print"}
    | {"bigger", "smaller", "normal", "dark", "language", "help", "about", "introduction"}
)
"""Words of the keys that do something also while no patient is open."""

SHOWN_ONLY: tuple[tuple[str, str], ...] = (
    ("@  >", "palette_signs"),
    ("Tab", "palette_turn"),
    ("↑ ↓ PgUp PgDn Home End", "rows"),
    ("Tab  Shift+Tab", "controls"),
    ("Enter", "enter"),
    ("← →", "weeks"),
    ("N M P O", "paper_kinds"),
    ("← →", "shift_step"),
    ("Enter", "trend"),
    ("← →", "trend_points"),
    ("↑ ↓", "trend_panel"),
    ("+ - 0", "trend_zoom"),
    ("Shift+← →", "trend_pan"),
    ("← →", "timeline_month"),
    ("0", "timeline_today"),
)
"""Keys that tables, palette, chart and single pages answer themselves."""

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "group_find",
        (
            *("search", "palette_signs", "palette_turn", "next_patient", "previous_patient", "rail"),
            *("ward", "ward_lists", "handover", "own_list", "readiness"),
        ),
    ),
    (
        "group_screens",
        (
            *("overview", "medication", "lab_results", "care_plans", "appointments", "home_monitoring", "documents"),
            *("vaccinations", "master_data", "conditions", "contacts", "procedures", "other_observations"),
            "questionnaires",
            "timeline",
        ),
    ),
    ("group_findings", ("next_news", "previous_news", "news_seen", "next_abnormal", "previous_abnormal", "past")),
    ("group_move", ("rows", "weeks", "region", "previous_region", "controls", "enter", "escape")),
    (
        "group_results",
        (
            *("lab_filter", "lab_grid", "level", "trend", "trend_points", "trend_panel", "trend_zoom", "trend_pan"),
            *("trend_add", "trend_remove", "trend_drugs"),
        ),
    ),
    ("group_board", ("ward_critical", "ward_density", "shift_step")),
    ("group_timeline", ("timeline_month", "timeline_today")),
    ("group_row", ("original", "copy", "print", "paper_kinds", "fetch_all", "fetch_section")),
    (
        "group_look",
        (
            *("bigger", "smaller", "normal", "dark", "language"),
            *("own_log", "computer", "lock", "switch_user", "help"),
        ),
    ),
)
"""The words of all keys, as the help groups them."""

LETTERS: Mapping[str, str] = MappingProxyType(
    {args[0]: shown for shown, _, _, method, args in KEYS if method == "press" and isinstance(args[0], str)}
)
"""The letter of each section."""
