"""What trading costs: margin ratios 2223, order fees 2225, cash flow 2226."""

from __future__ import annotations

from tui.wire.envelope import Codec, PushCodec
from tui.wire.protoids import ProtoId

CODECS: dict[ProtoId, Codec] = {}
PUSHES: dict[ProtoId, PushCodec] = {}
