"""The line that names the program and its build."""

from overblik.runtime.build import build_name


def build_line() -> str:
    """Name the program and its build, as `--version` does."""
    return f"overblik {build_name()}"
