"""The narrative as plain text: every word once, in order, and nothing interpreted (T15, H13)."""

import pytest
from lxml import etree

from overblik.wire.cda_text import anchors, narrative, text_of


def said(inside: str) -> str:
    return text_of(etree.fromstring(f"<text>{inside}</text>"))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("Lungerne\n   er   klare", "Lungerne er klare"),
        ("<paragraph>Et</paragraph><paragraph>To</paragraph>", "Et\nTo"),
        ("Et<br/>To<br/><br/>Tre", "Et\nTo\nTre"),
        ("<list><item>Et</item><item>To<br/>mere</item></list>", "• Et\n• To\n  mere"),
        ("<list><caption>Mål</caption><item>Et</item></list>", "Mål\n• Et"),
        (
            "<table><caption>Tal</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            "Tal\nA · B\n1 · 2",
        ),
        ("<table><tr><td>1</td><td/><td>3</td></tr></table>", "1 ·  · 3"),
        ("<table><tr><td>Et<br/>To</td></tr></table>", "Et\nTo"),
        ("<table><tr><td>Et<br/>To</td><td>x</td></tr></table>", "Et; To · x"),
        (
            "<table><tr><td><list><item>Sofie</item><item>Vej 1</item></list></td><td>CPR</td></tr></table>",
            "• Sofie; • Vej 1 · CPR",
        ),
        ("<paragraph>Se<footnote>kun om natten</footnote> her</paragraph>", "Se [kun om natten] her"),
        (
            "Billede <renderMultiMedia referencedObject='a'><caption>Hånd</caption></renderMultiMedia>",
            "Billede [billede]\nHånd",
        ),
        ("10<sup>9</sup>/L og CO<sub>2</sub>", "10^9/L og CO2"),
        (
            "<content styleCode='Bold'>Fed</content> og <linkHtml href='http://x.dk'>side</linkHtml>",
            "Fed og side (http://x.dk)",
        ),
        ("Før <content revised='delete'>gammel</content> efter", "Før [slettet: gammel] efter"),
        ("<ukendt>Et</ukendt> <script>alert(1)</script>", "Et alert(1)"),
        ("<table>løs<tr>x<td>1</td></tr></table>", "løs\nx\n1"),
        ("&lt;b&gt;ikke fed&lt;/b&gt;", "<b>ikke fed</b>"),
    ],
)
def test_every_word_stands_in_the_text(inside: str, text: str) -> None:
    assert said(inside) == text


def test_rows_tell_headings_from_values() -> None:
    told = narrative(etree.fromstring("<text><table><tr><th>A</th></tr><tr><th>x</th><td>1</td></tr></table></text>"))
    assert [(row.cells, row.is_header) for row in told.rows] == [(("A",), True), (("x", "1"), False)]
    assert narrative(None).lines == ()


def test_an_anchor_stands_for_one_text_only() -> None:
    node = etree.fromstring(
        "<text><p ID='a'>Et</p><p ID='b'>To</p><p ID='b'>Tre</p><p ID='c'>X</p><p ID='c'> X </p></text>"
    )
    found = anchors([node, None])
    assert text_of(found["a"]) == "Et"
    assert found["b"] is None
    assert text_of(found["c"]) == "X"
