"""The status bar: two lamps, the environment as a word, the account, and what is running out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui.domain.accounts import Account, Env
from tui.domain.intents import OutcomeKind
from tui.domain.link import LinkPhase, ProgramStatus
from tui.domain.safety import Safety
from tui.state.countdown import seconds_text
from tui.state.link import LinkState
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_orders import account_tail
from tui.state.store import Store
from tui.state.words import ENVS, FIRMS, LINK_PHASES, PROGRAM_STATUSES


@dataclass(frozen=True, slots=True)
class Quota:
    """Subscription units of the user."""

    used: int
    remaining: int


@dataclass(frozen=True, slots=True)
class StatusView:
    """The parts of the bar, in the order they are shown."""

    opend: Cell
    """Lamp: this program to OpenD."""
    futu: Cell
    """Lamp: OpenD to Futu."""
    pushes: Cell
    """That orders are polled, empty while they are pushed."""
    env: Cell
    account: Cell
    arming: Cell
    """Whether orders may leave: armed and for how long, locked; of a real account also that it is not."""
    orders: Cell
    """Working orders, and those of unknown outcome, also in accounts that are not in use."""
    quota: Cell
    counters: Cell
    """What was lost, empty when nothing was."""
    secrecy: Cell
    """Whether the link is encrypted, empty without a link."""
    cause: Cell
    """Why the link is down and when it is tried again, empty while it is up."""


def status_view(
    link: LinkState,
    account: Account | None,
    *,
    working: int = 0,
    unknown: int = 0,
    unknown_elsewhere: int = 0,
    quota: Quota | None = None,
    unseen_dropped: int = 0,
    unreadable: int = 0,
    flags: int = 0,
    arming: Cell = EMPTY,
) -> StatusView:
    """Make the bar."""
    word, tone = LINK_PHASES[link.phase]
    return StatusView(
        opend=Cell(f"OPEND {word}", tone),
        futu=_futu(link),
        pushes=_pushes(link),
        env=Cell("NO ACCOUNT", Tone.DIM) if account is None else Cell(*ENVS[account.env]),
        account=EMPTY if account is None else _account(account),
        arming=arming,
        orders=_orders(working, unknown, unknown_elsewhere),
        quota=_quota(quota),
        counters=_counters(unseen_dropped, unreadable, flags),
        secrecy=EMPTY
        if link.encrypted is None
        else Cell("encrypted" if link.encrypted else "plain", Tone.DIM),
        cause=_cause(link),
    )


def _futu(link: LinkState) -> Cell:
    if link.phase is not LinkPhase.LIVE and link.phase is not LinkPhase.SYNCING:
        return Cell("FUTU ?", Tone.DIM)
    status = link.program_status
    if status not in (None, ProgramStatus.READY, ProgramStatus.NONE, ProgramStatus.UNKNOWN):
        word, tone = PROGRAM_STATUSES[status]
        return Cell(f"FUTU {word}", tone)
    missing = [
        name
        for name, login in (("quotes", link.quote_login), ("trading", link.trade_login))
        if login is False
    ]
    if missing:
        return Cell(f"FUTU no {' or '.join(missing)}", Tone.BAD)
    if link.lost:
        return Cell(f"FUTU no {_some(sorted(scope.value for scope in link.lost))} quotes", Tone.BAD)
    if link.quote_login and link.trade_login:
        return Cell("FUTU OK", Tone.GOOD)
    return Cell("FUTU ?", Tone.WARN)


def _some(names: list[str]) -> str:
    """Name what fits a lamp."""
    return ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")


def _pushes(link: LinkState) -> Cell:
    return Cell("order push: OFF, polling", Tone.BAD) if link.polled else EMPTY


def _account(account: Account) -> Cell:
    firm = FIRMS[account.firm]
    return Cell(f"{firm} {account_tail(account.acc_id)}".strip())


def unknown_orders(store: Store, acc_ids: Iterable[int]) -> tuple[int, int]:
    """Count the orders of unknown outcome in these accounts, and in all others that the journal names."""
    ids = frozenset(acc_ids)
    here = {
        one.intent.tag
        for acc_id in ids
        for one in store.pending(acc_id)
        if one.outcome is not None and one.outcome.kind is OutcomeKind.UNKNOWN
    }
    elsewhere = set[str]()
    for one in store.safety.unresolved:
        (here if one.acc_id in ids else elsewhere).add(one.tag or f"{one.acc_id} {one.order_id}")
    return len(here), len(elsewhere)


def _orders(working: int, unknown: int, elsewhere: int) -> Cell:
    counts = ((working, "working"), (unknown, "UNKNOWN"), (elsewhere, "UNKNOWN elsewhere"))
    text = " ".join(f"{count} {word}" for count, word in counts if count)
    return Cell(text, Tone.WARN if unknown or elsewhere else Tone.OWN) if text else EMPTY


def arming_cell(safety: Safety, account: Account | None, now: float, *, coarse: bool = False) -> Cell:
    """Say whether orders may leave; `now` is in seconds of time.monotonic(), `coarse` counts in tens."""
    if safety.locked:
        return Cell("LOCKED", Tone.BAD)
    if safety.journal_trouble:
        return Cell("NO JOURNAL", Tone.BAD)
    if safety.armed is not None and safety.armed_until is not None:
        env, acc_id = safety.armed
        other = "" if account is not None and account.acc_id == acc_id else f" {account_tail(acc_id)}"
        left = seconds_text(safety.armed_until - now, coarse=coarse, width=2)
        return Cell(f"ARMED{other} {left}", ENVS[env][1])
    return Cell("not armed", Tone.DIM) if account is not None and account.env is Env.REAL else EMPTY


def quota_of(store: Store) -> Quota | None:
    """Return the subscription units in use, None until OpenD told."""
    told = store.feeds.quota
    return None if told is None else Quota(told.used, told.total - told.used)


def _quota(quota: Quota | None) -> Cell:
    if quota is None:
        return EMPTY
    text = f"quota {quota.used}/{quota.used + quota.remaining}"
    return Cell(text, Tone.WARN if quota.remaining <= 0 else Tone.DIM)


def _counters(unseen_dropped: int, unreadable: int, flags: int) -> Cell:
    counts = ((unseen_dropped, "lost"), (unreadable, "unreadable"), (flags, "odd reports"))
    parts = [f"{count} {what}" for count, what in counts if count]
    return Cell(", ".join(parts), Tone.WARN) if parts else EMPTY


def _cause(link: LinkState) -> Cell:
    if link.phase is LinkPhase.LIVE or not link.reason:
        return EMPTY
    again = "" if link.retry_in_s is None else f", next try in {link.retry_in_s:.0f} s"
    return Cell(f"{link.reason}{again}", Tone.BAD)
