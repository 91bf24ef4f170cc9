"""Connect the unmodified official SDK in several ways: `encryption.py futu|moomoo WAYS`, one JSON line a way.

WAYS is a JSON list of {name, port, key, switch, says, seconds}. The key is a file or "". The switch is what
turns encryption on: "" nothing, "global" the setting of the process, "context" the argument, "async" the
same without waiting. What it says ends a way that cannot work; the seconds end every way.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import harness

CODE = "HK.00700"


def logged() -> str:
    """Everything the SDK has written into its log."""
    return "".join(path.read_text(errors="replace") for path in Path(os.environ["HOME"]).rglob("py_*.log"))


def talk(sdk: Any, port: int, switch: str) -> None:
    """Connect, ask, and hear a push."""
    recorder = harness.Recorder()

    class Quotes(sdk.StockQuoteHandlerBase):  # type: ignore[misc]
        def on_recv_rsp(self, rsp_pb: Any) -> Any:
            return recorder.add("quote", super().on_recv_rsp(rsp_pb))

    options = {"is_encrypt": True} if switch in ("context", "async") else {}
    context = sdk.OpenQuoteContext("127.0.0.1", port, is_async_connect=switch == "async", **options)
    context.set_handler(Quotes())
    if switch == "async":
        # What is asked earlier is packed before there is a cipher, and sent in plain text.
        while not context.get_sync_conn_id():
            time.sleep(0.01)
    harness.check(harness.passed(context.get_global_state())["qot_logined"])
    harness.passed(context.subscribe([CODE], [sdk.SubType.QUOTE]))
    recorder.wait("quote", lambda table: table["code"][0] == CODE)
    context.close()


def tried(sdk: Any, way: dict[str, Any]) -> dict[str, Any]:
    """Try one way for a while; whether it worked, and what the SDK said."""
    sdk.SysConfig.set_init_rsa_file(way["key"])
    sdk.SysConfig.enable_proto_encrypt(way["switch"] == "global")
    before = len(logged())
    done, trouble = threading.Event(), [""]

    def run() -> None:
        try:
            talk(sdk, way["port"], way["switch"])
            done.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of this way
            trouble[0] = f"{type(error).__name__}: {error}"

    threading.Thread(target=run, daemon=True).start()
    # The SDK itself never gives up.
    deadline = time.monotonic() + way["seconds"]
    while time.monotonic() < deadline and not done.is_set() and not trouble[0]:
        if way["says"] and way["says"] in logged()[before:]:
            break
        time.sleep(0.02)
    return {"name": way["name"], "works": done.is_set(), "said": trouble[0] + logged()[before:]}


def main(package: str, ways: list[dict[str, Any]]) -> None:
    """Try all ways and leave at once: those that failed left threads that never end."""
    sdk = importlib.import_module(package)
    sdk.SysConfig.set_all_thread_daemon(True)
    sdk.SysConfig.enable_console_log(False)
    for way in ways:
        print(json.dumps(tried(sdk, way)), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
