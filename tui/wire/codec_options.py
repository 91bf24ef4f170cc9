"""Option chains 3209 and expiry dates 3224."""

from __future__ import annotations

from tui.wire.envelope import Codec, PushCodec
from tui.wire.protoids import ProtoId

CODECS: dict[ProtoId, Codec] = {}
PUSHES: dict[ProtoId, PushCodec] = {}
