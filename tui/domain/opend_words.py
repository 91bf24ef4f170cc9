"""What OpenD says of itself in numbers, in plain words: what happened, how bad it is, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.link import ProgramStatus, Severity

_INFO, _WARN, _BAD = Severity.INFO, Severity.WARN, Severity.BAD


@dataclass(frozen=True, slots=True)
class Words:
    """A cause and its cure, each one line; the cure is empty where nothing needs to be done."""

    text: str
    severity: Severity = Severity.BAD
    fix: str = ""


_PHONE_FIX = (
    "hand it in with `futu-tui verify phone --code CODE` or in OpenD's console with "
    "input_phone_verify_code -code=CODE; a new one once a minute with `futu-tui verify phone`"
)
_PICTURE_FIX = (
    "OpenD keeps the picture as F3CNN/PicVerifyCode.png in its data folder; hand the code in with "
    "`futu-tui verify picture --code CODE`"
)
_DISCLAIMER_FIX = "read and accept it in the Futu or moomoo app or at the address OpenD prints"
_UPDATE_FIX = "install the current OpenD and start it again"

GATEWAY_EVENTS: dict[int, Words] = {
    0: Words("OpenD reports an event without saying which", _INFO),
    1: Words(
        "OpenD could not load its own configuration",
        fix="check OpenD.xml beside the OpenD program, or the options OpenD is started with",
    ),
    2: Words(
        "OpenD could not start its API server",
        fix="another program may have its port: change api_port or end that program",
    ),
    3: Words("OpenD is too old and must be updated", fix=_UPDATE_FIX),
    4: Words("OpenD could not log in", fix="check login account and password of OpenD"),
    5: Words("a disclaimer has to be agreed to before OpenD works", fix=_DISCLAIMER_FIX),
    6: Words("OpenD lacks its network configuration", fix="install OpenD anew: files of it are missing"),
    7: Words(
        "OpenD was logged out because the user logged in elsewhere",
        fix="log the other program out, then type relogin in OpenD's console",
    ),
    8: Words(
        "OpenD was logged out because the login password changed",
        fix="start OpenD with the new password",
    ),
    9: Words("the user is not allowed to log in", fix="ask the broker's customer service"),
    10: Words("OpenD needs a picture verification code to log in", fix=_PICTURE_FIX),
    11: Words("OpenD needs a phone verification code to log in", fix=_PHONE_FIX),
    12: Words("OpenD lacks data of its application", fix="install OpenD anew: files of it are missing"),
    13: Words(
        "OpenD lacks data it cannot work without",
        fix="check the network of OpenD's machine, then start OpenD again",
    ),
    14: Words(
        "the trade password changed: trading has to be unlocked again", _WARN, "unlock with the new password"
    ),
    15: Words(
        "the device lock was switched on: OpenD has to be confirmed as a device",
        fix="confirm the device in the Futu or moomoo app, then start OpenD again",
    ),
}
"""By the numbers of GtwEventType."""

PROGRAM_STATUSES: dict[ProgramStatus, Words] = {
    ProgramStatus.UNKNOWN: Words("OpenD is in a state this program does not know", _WARN),
    ProgramStatus.NONE: Words("OpenD gives no status", _INFO),
    ProgramStatus.LOADED: Words("OpenD has started and is not logged in yet", _WARN),
    ProgramStatus.LOGGING_IN: Words("OpenD is logging in", _WARN),
    ProgramStatus.NEED_PICTURE_CODE: Words("OpenD waits for a picture verification code", fix=_PICTURE_FIX),
    ProgramStatus.NEED_PHONE_CODE: Words("OpenD waits for a phone verification code", fix=_PHONE_FIX),
    ProgramStatus.LOGIN_FAILED: Words(
        "OpenD's login failed", fix="check login account and password of OpenD, then start it again"
    ),
    ProgramStatus.FORCE_UPDATE: Words("this version of OpenD is refused", fix=_UPDATE_FIX),
    ProgramStatus.PREPARING_DATA: Words("OpenD is preparing its data", _WARN),
    ProgramStatus.MISSING_DATA: Words(
        "OpenD could not get data it needs",
        fix="check the network of OpenD's machine, then start OpenD again",
    ),
    ProgramStatus.DISCLAIMER_PENDING: Words(
        "OpenD waits until a disclaimer is agreed to", fix=_DISCLAIMER_FIX
    ),
    ProgramStatus.READY: Words("OpenD is ready", _INFO),
    ProgramStatus.FORCED_LOGOUT: Words(
        "OpenD was logged out by force", fix="type relogin in OpenD's console, or start OpenD again"
    ),
    ProgramStatus.DISCLAIMER_FAILED: Words(
        "OpenD could not read the disclaimer",
        fix="check the network of OpenD's machine, then start OpenD again",
    ),
}


def gateway_words(number: int) -> Words:
    """Return the words of a gateway event; a number nobody knows is told as a number."""
    return GATEWAY_EVENTS.get(number, Words(f"OpenD reports the event {number}", _WARN))


def program_words(status: ProgramStatus) -> Words:
    """Return the words of a program status."""
    return PROGRAM_STATUSES[status]


def login_words(quotes: bool, trading: bool) -> Words:
    """Return the words of OpenD's own logins."""
    if quotes and trading:
        return Words("OpenD is connected to the quote and the trade servers", _INFO)
    lost = "quote and the trade" if not quotes and not trading else "trade" if quotes else "quote"
    return Words(
        f"OpenD lost the {lost} servers",
        fix="OpenD tries again by itself; if it stays so, type relogin in its console",
    )
