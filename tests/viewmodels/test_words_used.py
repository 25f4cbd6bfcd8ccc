"""No sentence stands in the catalogues that nobody says: each key is in the code, whole or as its two halves."""

import ast
from pathlib import Path

from overblik.access.policy_keys import KEYS, TABLES
from overblik.domain.audit import Delivered
from overblik.domain.features import Feature
from overblik.domain.grant import Basis
from overblik.domain.limits import Kind
from overblik.domain.mode import Mode
from overblik.domain.section import Cause
from overblik.domain.trouble import Road
from overblik.domain.work_list import LeftOut, RecordState, VisitKind, VisitState
from overblik.runtime import paths
from overblik.sync.readiness import Gap
from overblik.viewmodels.gate import Stage
from overblik.viewmodels.introduction import COUNT
from overblik.viewmodels.ward_values import BoardFilter
from overblik.viewmodels.words import load_words
from overblik.widgets.ward_sizes import DENSITIES

PACKAGE = Path(__file__).parents[2] / "desktop" / "overblik"
CURRENCIES = frozenset({"cancelled", "entered_in_error", "unknown"})
BLOCKS = frozenset({"blocked", "blocked_text", "blocked_part", "blocked_part_text"})
SILENT = frozenset({"silent_medicine_card", "silent_prescriptions", "silent_dispensings", "silent_dose_dispensing"}) | {
    "silent_vaccination_card",
    "silent_planned_vaccinations",
}
WARD = frozenset(
    {
        f"{cell}_{why}"
        for cell in ("results", "medicine", "next", "plans", "documents")
        for why in ("blocked", "may_be_blocked", "partial")
    }
    | {f"filter_{one.value}" for one in BoardFilter}
    | {f"legend_{one}" for one in ("high", "low", "normal", "not_assessed")}
    | {f"count_{one}" for one in ("critical", "news", "lacking")}
    | {f"left_{one.value}" for one in LeftOut}
    | {f"record_{one.value}" for one in RecordState}
    | {f"state_{one.value}" for one in VisitState}
    | {f"{kind.value}_{one.value}" for kind in VisitKind for one in RecordState}
    | {f"{kind.value}_row" for kind in VisitKind}
    | {kind.value for kind in VisitKind}
    | {f"density_{one}" for one in DENSITIES}
    | {f"key_{one}" for one in ("choose", "open", "critical", "filter", "lists", "print", "shift", "board")}
    | {f"why_{one}" for one in ("unreachable", "sign_in_needed", "refused", "withheld", "not_offered")}
    | {f"why_{one}" for one in ("unintelligible", "no_list", "other_list", "list_withdrawn", "list_of", "list_me")}
)
POLICY_ROWS = ("asks", "unused", "off", "limits", "signer")
REFUSALS = (
    *("signature", "unsigned", "no_key", "downgrade", "line", "form", "unknown_key", "unknown_feature"),
    *("out_of_bounds", "too_large", "unreadable"),
)
OFF = frozenset(f"error.off_{one.value}" for one in Feature)
INTRODUCED = (
    *(
        "empty",
        "not_asked",
        "failed",
        "blocked",
        "fresh",
        "stale",
        "record",
        "lock",
        "sends",
        "ward",
        "clinic",
        "field",
    ),
    *("search", "letters", "original", "back", "help"),
)
COMPOSED: dict[str, frozenset[str] | None] = {
    "launch": frozenset(
        {"hindered_dialog", "hindered_typed", "unknown_patient", "ambiguous", "nameless", "wrong_patient"}
        | {"unintelligible", "unreachable", "refused", "withheld", "not_offered"}
    ),
    "context": frozenset(
        f"why_{why}"
        for why in (
            *("hindered_dialog", "hindered_typed", "basis", "several", "nobody", "nameless", "ambiguous"),
            *("unknown_patient", "unreachable", "unintelligible", "error"),
        )
    ),
    "ward": WARD,
    "about": frozenset(f"kind_{kind}" for kind in ("language", "library", "typeface", "icons"))
    | {f"{name}_head" for name in ("what", "build", "device", "licence", "network")},
    "help": frozenset({"about_text", "introduction_text", "missing_text"}),
    "intro": frozenset(f"{part}_{number}" for part in ("title", "lead") for number in range(1, COUNT + 1))
    | {f"{name}{text}" for name in INTRODUCED for text in ("", "_text")},
    "crash": frozenset({"keep", "copy", "leave"} | {f"road_{road.value}" for road in Road}),
    "own_log": frozenset(one.value for kind in (Basis, Delivered) for one in kind)
    | {"shown", "partly", "nothing", "refused", "unknown", "fetched"},
    "computer": frozenset(
        f"{row}_head"
        for row in ("mode", "keeps", "medicine", "ahead", "locks", "unlocks", "disk", "ring", "log", *POLICY_ROWS)
    )
    | {f"disk_{disk}" for disk in ("encrypted", "open", "unknown")}
    | {f"{name}{none}" for name in ("purge", "medicine", "unlocks") for none in ("", "_none")},
    "handover": frozenset(
        {f"{kind}_{cell}" for kind in ("no", "undated") for cell in ("next", "plans", "documents")}
        | {f"spoken_{cell}" for cell in ("appointments", "plans", "documents")}
    ),
    "pack": frozenset(
        {"missing", "ready", "paper_state", "paper_oldest", "paper_expires"} | {f"gap_{gap.value}" for gap in Gap}
    ),
    "gate": frozenset(
        {
            *(f"title_{stage.value}" for stage in Stage),
            *(f"mode_{mode.value}{more}" for mode in Mode for more in ("", "_text")),
            *(f"policy_{why}" for why in REFUSALS),
            *(f"pin_refused_{why}" for why in ("short", "kinds", "plain")),
        }
    ),
    "policy": frozenset(
        {f"fault_{why}" for why in REFUSALS}
        | {f"by_{who}" for who in ("policy", "mode", "user", "nobody")}
        | {f"table_{table}" for table in TABLES}
        | {f"feature_{one.value}" for one in Feature}
        | {f"kind_{one.value}" for one in Kind}
        | {f"means_{key.name.replace('.', '_')}" for key in KEYS}
    ),
    "procedure": CURRENCIES,
    "document": CURRENCIES | {"has_file", "old_identifier"},
    "appointment": CURRENCIES | {"guiding", "repeated", "odd_zone"},
    "vaccination": CURRENCIES | {"planned", "deleted", "superseded", "repeated"},
    "plan": CURRENCIES | {"draft", "planned", "paused", "past", "general_practice", "hospital", "municipality"},
    "fgvh": frozenset(
        f"why_{why}" for why in ("not_fetched", "loading", "no_code", "unreadable", "old", "erased", "clock")
    ),
    "chip": BLOCKS,
    "state": BLOCKS | SILENT | {"missing_documents", "different_documents", "partial_reports"},
    "medication": frozenset(
        {
            *("active", "paused", "withdrawn", "ended", "planned", "not_taken", "entered_in_error", "unknown"),
            *("regular", "as_needed", "past", "error", "older", "valid_to", "valid_over", "valid_over_copy"),
            *("doses_running", "doses_no_card", "doses_on_hold", "doses_not_fetched"),
            *(
                "revealed_given",
                "revealed_overridden",
                "shown_given",
                "shown_overridden",
                "card_invalid_text",
                "no_card_text",
            ),
            *("egfr", "weight"),
            *("invalid_drug", "invalid_prescription", "invalid_dispensing"),
        }
    ),
    "news": frozenset(
        {
            *("new", "changed", "moved", "cancelled", "paused", "withdrawn", "ended"),
            *("gone_medication", "gone_care_plans", "gone_appointments", "gone_allergies"),
            *("seen", "nothing_seen", "waiting"),
        }
    ),
    "speech": frozenset(
        {
            *(
                "months",
                "at_short",
                "at",
                "at_span",
                "in_text",
                "in_text_short",
                "in_code",
                "in_code_short",
                "interval",
            ),
            *("under", "over", "at_most", "at_least", "minus", "percent", "per", "day", "before", "before_same_day"),
            *("risen", "fallen", "unchanged"),
        }
    ),
    "trend": frozenset({"withdrawn", "ended"}),
    "differences": frozenset({"strength", "dosage", "daily", "differs", "same", "alone"}),
    "calendar": frozenset(
        {"morning", "noon", "evening", "night", "any", "needed", "outside", "pause", "uncertain_note"}
    ),
    "paper": frozenset(
        {
            *(f"title_{kind}" for kind in ("failsafe", "medication", "laboratory", "handover")),
            *(f"title_{kind}" for kind in ("ward", "shift", "readiness")),
            "space_hands",
            *("failsafe", "medication", "laboratory", "handover", "space_notes", "space_given", "space_handed_over"),
            *("analysis", "answer", "unit", "interval", "taken", "before"),
        }
    ),
    **dict.fromkeys(
        (
            *("stamkort", "banner", "broken", "cause", "error", "input", "key", "lab", "selftest", "things", "topic"),
            "timeline",
        )
    ),
}
"""Groups to which the code adds a name: one of these, or any text of its own (a code, the value of an enumeration)."""
FROM_SOURCES = {"absent", "unit"}
"""Groups to which the code adds what a source sent."""


def constants() -> set[str]:
    """Give every text of the code, also the fixed parts of composed ones."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in nodes if isinstance(node.value, str)}


def is_said(key: str, told: set[str]) -> bool:
    group, _, name = key.partition(".")
    if group in FROM_SOURCES or key in OFF:
        return True
    whole = name.removesuffix("_one")
    if f"{group}.{name}" in told or f"{group}.{whole}" in told:
        return True
    return group in COMPOSED and bool({name, whole} & (COMPOSED[group] or told))


def test_every_key_of_the_catalogue_is_said_somewhere() -> None:
    told = constants()
    keys = load_words(paths.resources(), "da").sentences
    assert [key for key in keys if not is_said(key, told)] == []


def test_every_cause_has_its_words() -> None:
    for language in ("da", "en"):
        keys = load_words(paths.resources(), language).sentences
        assert [cause.value for cause in Cause if f"cause.{cause.value}" not in keys] == []
