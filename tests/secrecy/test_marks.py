"""The search for marks finds them in each form, else the tests of leaks would prove nothing."""

import base64
import struct
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import marks  # noqa: E402

MARK = marks.Mark("pi", 3.14159265)


@pytest.mark.parametrize("content", ["v=3.14159265;", "3,14159", "[3.141592650000001]"])
def test_words(content: str) -> None:
    assert marks.found(content.encode(), [MARK]) == ["pi"]


@pytest.mark.parametrize("before", range(4))
def test_doubles(before: int) -> None:
    packed = struct.pack(f"<{before + 2}d", *range(before), MARK.number, 7)
    assert marks.found(packed, [MARK]) == ["pi"]
    assert marks.found(base64.b64encode(packed), [MARK]) == ["pi"]


def test_nothing_else() -> None:
    assert marks.found(b"3.14 and 3,1416 and 31415926", [MARK]) == []
