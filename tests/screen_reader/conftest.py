"""The accessibility bus of these tests is Linux's; elsewhere they are not collected."""

import sys

collect_ignore_glob = [] if sys.platform == "linux" else ["test_*.py"]
