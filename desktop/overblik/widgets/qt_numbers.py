"""Numbers of Qt's flags for the parts of the first paint.

The namespace `PySide6.QtCore.Qt` makes hundreds of enumerations when it is first touched, a sixth of the whole start;
what is drawn before the first paint is over therefore uses these numbers. A test compares each with Qt's own.
"""

ALIGN_LEFT = 0x0081
"""AlignLeft and AlignVCenter."""
ALIGN_RIGHT = 0x0082
"""AlignRight and AlignVCenter."""
ALIGN_CENTRE = 0x0084
"""AlignCenter."""
SINGLE_LINE = 0x0100
DISPLAY_ROLE = 0
ACCESSIBLE_TEXT_ROLE = 11
USER_ROLE = 256
STATE_MOUSE_OVER = 0x2000
STATE_HAS_FOCUS = 0x0100
