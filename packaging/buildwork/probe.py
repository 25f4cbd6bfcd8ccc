"""Asks the libraries inside the packages for their versions; run by the Python that freezes, prints JSON."""

import json
import re
import sys
import sysconfig
from importlib.metadata import distribution, version
from pathlib import Path


def main() -> None:
    """Print every version, and where the licence texts of Python and of what freezes it lie."""
    import apsw
    import xmlsec
    from cryptography.hazmat.backends.openssl import backend
    from lxml import etree
    from PySide6 import QtCore

    qt = Path(QtCore.__file__).parent / "Qt" / "lib"
    icu = [path.name.rpartition(".so.")[2] for path in qt.glob("libicudata.so.*")]
    inside = Path(xmlsec.__file__).read_bytes()
    told = {
        "python": sys.version.split()[0],
        "pyinstaller": version("pyinstaller"),
        "qt": QtCore.qVersion(),
        "icu": icu[0] if icu else "",
        "sqlite": apsw.sqlite_lib_version(),
        "sqlite3mc": apsw.mc_version.rpartition(" ")[2],
        "libxml2": ".".join(map(str, etree.LIBXML_COMPILED_VERSION)),
        "libxslt": ".".join(map(str, etree.LIBXSLT_COMPILED_VERSION)),
        "xmlsec1": ".".join(map(str, xmlsec.get_libxmlsec_version())),
        "openssl_cryptography": backend.openssl_version_text().split()[1],
        "openssl_xmlsec": _found(rb"\x00([34]\.\d+\.\d+)\x00", inside),  # as each of its providers is called
        "zlib": _found(rb"inflate (\d+\.\d+(?:\.\d+)*) Copyright", inside),
        "lxml": version("lxml"),
        "cffi": version("cffi"),
    }
    print(json.dumps({"versions": told, "texts": {"python": _licence(), "pyinstaller": _copying()}}))


def _found(pattern: bytes, inside: bytes) -> str:
    """Give what a library says of itself in its own bytes; empty where it does not."""
    found = re.search(pattern, inside)
    return found[1].decode() if found else ""


def _licence() -> str:
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]
    places.append(Path("/usr/share/doc") / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "copyright")
    return str(next(place for place in places if place.is_file()))


def _copying() -> str:
    files = distribution("pyinstaller").files or []
    return str(next(file.locate() for file in files if file.name == "COPYING.txt"))


if __name__ == "__main__":
    main()
