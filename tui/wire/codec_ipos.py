"""New listings 3217."""

from __future__ import annotations

from tui.wire.envelope import Codec, PushCodec
from tui.wire.protoids import ProtoId

CODECS: dict[ProtoId, Codec] = {}
PUSHES: dict[ProtoId, PushCodec] = {}
