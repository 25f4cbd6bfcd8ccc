"""WS-Addressing 1.0 (2005/08) as IHE transactions use it (IHE ITI TF-2, appendix V)."""

from overblik.wire.names import WSA_2005
from overblik.wire.soap import element, words

NAMESPACES = {"wsa": WSA_2005}
"""The prefix that this module's XML uses."""
_ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"


def header(action: str, message_id: str, to: str) -> str:
    """Write Action, MessageID, To and an anonymous ReplyTo; `message_id` is a URI."""
    return "".join(
        (
            element("wsa:Action", words(action), soap__mustUnderstand="true"),
            element("wsa:MessageID", words(message_id)),
            element("wsa:To", words(to)),
            element("wsa:ReplyTo", element("wsa:Address", words(_ANONYMOUS)), soap__mustUnderstand="true"),
        )
    )
