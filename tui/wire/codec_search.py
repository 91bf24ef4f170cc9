"""Securities 3262 and news 3263 by keyword."""

from __future__ import annotations

from tui.wire.envelope import Codec, PushCodec
from tui.wire.protoids import ProtoId

CODECS: dict[ProtoId, Codec] = {}
PUSHES: dict[ProtoId, PushCodec] = {}
