"""The command doctor on the simulator, on nothing at all, and with settings that cannot work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.opend_thread import opend_in_thread
from tests.client.fakes import GLOBAL_STATE
from tui.wire.messages.session import GetGlobalState


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A terminal and a home that are the same everywhere."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    for variable in ("NO_COLOR", "FUTU_TRADE_PASSWORD", "FUTU_RSA_KEY", "FUTU_OPEND_HOST"):
        monkeypatch.delenv(variable, raising=False)


def test_the_simulator_is_fine(futu: Run) -> None:
    ran = futu("doctor")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "connection"
    assert any(
        line.split() == ["ok", "who", "answers", "the", "simulator", "of", "futu-tui"] for line in lines
    )
    assert any(line.split()[:3] == ["ok", "HK", "level"] for line in lines)
    assert any("REAL *" in line for line in lines)
    assert max(map(len, lines)) <= 80
    assert "FAIL" not in ran.out


def test_scripts_get_every_check(futu: Run) -> None:
    found = futu("doctor", "--json").json
    assert found["state"] in ("ok", "warn")
    groups = {check["group"] for check in found["checks"]}
    assert groups == {
        "connection", "OpenD", "quote rights", "quotas", "accounts", "terminal", "environment", "files",
    }  # fmt: skip
    assert all(set(check) == {"group", "name", "state", "detail", "fix"} for check in found["checks"])


def test_without_an_opend_the_rest_is_reported(run: Run, unused_tcp_port: int) -> None:
    ran = run("doctor", "--port", str(unused_tcp_port), "--json")
    assert ran.code == 3
    checks = {check["name"]: check for check in ran.json["checks"]}
    assert checks["address"]["state"] == "fail"
    assert "start OpenD" in checks["address"]["fix"]
    assert checks["encoding"]["state"] in ("ok", "warn")
    assert "version" not in checks


def test_an_opend_that_is_logged_out_fails(run: Run) -> None:
    def log_out(opend: object) -> None:
        opend.answers[GetGlobalState] = replace(GLOBAL_STATE, trade_login=False)  # type: ignore[attr-defined]

    with opend_in_thread(log_out) as opend:
        ran = run("doctor", "--port", str(opend.port))
    assert ran.code == 1
    assert "FAIL  trade login" in ran.out


def test_a_key_that_cannot_be_used_is_told_before_anything_is_sent(run: Run, tmp_path: Path) -> None:
    with opend_in_thread() as opend:
        ran = run("doctor", "--port", str(opend.port), "--rsa-key", str(tmp_path / "none"), "--json")
        assert opend.requests == []
    (settings,) = [check for check in ran.json["checks"] if check["group"] == "connection"]
    assert (ran.code, settings["state"]) == (1, "fail")
    assert "does not exist" in settings["detail"]
    assert "private key" in settings["fix"]


def test_a_password_in_the_environment_is_never_shown(futu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUTU_TRADE_PASSWORD", "hush-246810")
    for ran in (futu("doctor"), futu("doctor", "--json")):
        assert "FUTU_TRADE_PASSWORD" in ran.out
        assert "hush" not in ran.out + ran.err


@pytest.mark.parametrize("arguments", [("verify", "phone"), ("verify", "picture", "--code", "123456")])
def test_a_code_that_nobody_waits_for(futu: Run, arguments: tuple[str, ...]) -> None:
    futu(*arguments).fails(4, "No verification code is needed")


def test_a_code_of_no_kind(run: Run) -> None:
    run("verify", "smell").fails(2, "smell")


def test_delays_of_an_opend_that_has_just_started_to_answer(futu: Run) -> None:
    futu("watch", "700", "--types", "depth", "--count", "3")
    found = futu("delays", "--json").json
    assert found["stage"] == "WHOLE"
    replies = {reply["request"]: reply for reply in found["replies"]}
    assert replies["INIT_CONNECT"]["count"] >= 1
    assert replies["INIT_CONNECT"]["total_ms"] > 0
    (book,) = [push for push in found["pushes"] if push["push"] == "BOOK"]
    assert 0 < book["below"]["<500"] <= 100
    text = futu("delays", "--stage", "network").out
    assert "percent below so many ms" in text
    assert "INIT_CONNECT" in text
