"""The man page, made from the command line's own help: what is not said there is not said here."""

import argparse

from overblik.cli import command_line

_HEADINGS = {
    "en": ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "SEE ALSO"),
    "da": ("NAVN", "SYNOPSIS", "BESKRIVELSE", "TILVALG", "KOMMANDOER", "AFSLUTNINGSKODE", "FILER", "SE OGSÅ"),
}
_EXITS = {
    "en": (("0", "It was done."), ("1", "It was refused, or could not be had."), ("2", "The words were wrong.")),
    "da": (("0", "Det blev gjort."), ("1", "Det blev afvist eller kunne ikke hentes."), ("2", "Ordene var forkerte.")),
}
_FILES = {
    "en": (
        ("~/.config/overblik/settings.toml", "The user's settings."),
        ("~/.local/share/overblik/", "The user's profile: encrypted copies and the record of looks."),
        ("/etc/overblik/policy.toml", "The organisation's signed policy."),
    ),
    "da": (
        ("~/.config/overblik/settings.toml", "Brugerens indstillinger."),
        ("~/.local/share/overblik/", "Brugerens profil: krypterede kopier og loggen over opslag."),
        ("/etc/overblik/policy.toml", "Organisationens underskrevne politik."),
    ),
}
_MANUAL = {"en": "The manual: F1 in the program.", "da": "Manualen: F1 i programmet."}


def man_page(language: str, version: str, date: str) -> str:
    """Give the page of section 1 as roff (man-pages(7), groff_man(7)) in a language."""
    parser = command_line(language)
    name, synopsis, description, options, commands, exits, files, also = _HEADINGS[language]
    lines = [f'.TH OVERBLIK 1 "{date}" "Overblik {version}" "Overblik"', f".SH {name}"]
    lines += [rf"overblik \- {_plain((parser.description or '').split('.')[0])}", f".SH {synopsis}"]
    lines += [_plain(parser.format_usage().partition(":")[2].strip()), f".SH {description}"]
    lines += [_plain(parser.description or ""), ".PP", _plain(parser.epilog or ""), f".SH {options}"]
    lines += _options(parser)
    lines.append(f".SH {commands}")
    for word, command in _commands(parser).items():
        lines += [f".SS {word}", _plain(command.description or ""), ".PP"]
        lines += [_plain(command.format_usage().partition(":")[2].strip()), *_options(command)]
    lines.append(f".SH {exits}")
    lines += [line for code, what in _EXITS[language] for line in (".TP", rf"\fB{code}\fR", what)]
    lines.append(f".SH {files}")
    lines += [line for path, what in _FILES[language] for line in (".TP", rf"\fI{path}\fR", what)]
    return "\n".join([*lines, f".SH {also}", _MANUAL[language]]) + "\n"


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """Give each word and option with what it does; what is hidden from the help stays hidden."""
    lines: list[str] = []
    for action in parser._actions:
        if action.help in (None, argparse.SUPPRESS):
            continue
        shown = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        if action.option_strings and action.nargs != 0:
            shown += f" {action.metavar or '|'.join(map(str, action.choices or ())) or action.dest.upper()}"
        lines += [
            ".TP",
            rf"\fB{_plain(shown)}\fR",
            _plain(str(action.help) % vars(action) if "%(" in str(action.help) else str(action.help)),
        ]
    return lines


def _plain(text: str) -> str:
    """Write text so that roff takes it as text: no command at the beginning of a line, no escape within."""
    told = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{told}" if told.startswith((".", "'")) else told
