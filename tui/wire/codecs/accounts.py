"""Accounts, the lock on trading, and the request for order pushes: 2001, 2005, 2008."""

from __future__ import annotations

from tui.domain.accounts import Account, AccountStatus, AccountType, Firm, PaperKind
from tui.pb import Trd_Common_pb2, Trd_GetAccList_pb2, Trd_SubAccPush_pb2, Trd_UnlockTrade_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, read_nothing, write_nothing
from tui.wire.messages.trade import GetAccounts, SubscribeAccounts, UnlockTrade
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.trade_parts import read_env, trade_market

_account_type = reader(AccountType)
_account_status = reader(AccountStatus)
_firm = reader(Firm)
_paper_kind = reader(PaperKind)


# ---- 2001


def _write_accounts_request(request: GetAccounts, c2s: Trd_GetAccList_pb2.C2S) -> None:
    c2s.userID = request.user_id
    if request.category is not None:
        c2s.trdCategory = request.category
    if request.general_account is not None:
        c2s.needGeneralSecAccount = request.general_account


def _read_accounts_request(c2s: Trd_GetAccList_pb2.C2S) -> GetAccounts:
    return GetAccounts(
        user_id=c2s.userID,
        category=c2s.trdCategory if c2s.HasField("trdCategory") else None,
        general_account=c2s.needGeneralSecAccount if c2s.HasField("needGeneralSecAccount") else None,
    )


def _write_accounts(accounts: tuple[Account, ...], response: Trd_GetAccList_pb2.Response) -> None:
    for account in accounts:
        _write_account(response.s2c.accList.add(), account)


def _write_account(message: Trd_Common_pb2.TrdAcc, account: Account) -> None:
    message.trdEnv = account.env
    message.accID = account.acc_id
    message.trdMarketAuthList.extend(account.markets)
    message.accType = account.type
    message.accStatus = account.status
    # A firm or a kind of paper account that is named as "unknown" would not match any client's filter.
    if account.firm is not Firm.UNKNOWN:
        message.securityFirm = account.firm
    if account.paper_kind is not PaperKind.UNKNOWN:
        message.simAccType = account.paper_kind
    if account.card is not None:
        message.cardNum = account.card


def _read_accounts(response: Trd_GetAccList_pb2.Response) -> tuple[Account, ...]:
    return tuple(map(_read_account, capped(response.s2c.accList)))


def _read_account(message: Trd_Common_pb2.TrdAcc) -> Account:
    return Account(
        acc_id=message.accID,
        env=read_env(message.trdEnv),
        markets=tuple(map(trade_market, capped(message.trdMarketAuthList))),
        type=_account_type(message.accType),
        firm=_firm(message.securityFirm),
        paper_kind=_paper_kind(message.simAccType),
        status=_account_status(message.accStatus),
        card=clean(message.cardNum) if message.HasField("cardNum") else None,
    )


# ---- 2005


def _write_unlock(request: UnlockTrade, c2s: Trd_UnlockTrade_pb2.C2S) -> None:
    c2s.unlock = request.unlock
    c2s.pwdMD5 = request.password_md5
    if request.firm is not Firm.UNKNOWN:
        c2s.securityFirm = request.firm


def _read_unlock(c2s: Trd_UnlockTrade_pb2.C2S) -> UnlockTrade:
    return UnlockTrade(c2s.unlock, clean(c2s.pwdMD5), _firm(c2s.securityFirm))


def _write_unlock_reply(text: str, response: Trd_UnlockTrade_pb2.Response) -> None:
    response.retMsg = text


def _read_unlock_reply(response: Trd_UnlockTrade_pb2.Response) -> str:
    return clean(response.retMsg)


# ---- 2008


def _write_push_request(request: SubscribeAccounts, c2s: Trd_SubAccPush_pb2.C2S) -> None:
    c2s.accIDList.extend(request.acc_ids)


def _read_push_request(c2s: Trd_SubAccPush_pb2.C2S) -> SubscribeAccounts:
    return SubscribeAccounts(tuple(capped(c2s.accIDList)))


CODECS = {
    ProtoId.TRD_GET_ACC_LIST: Codec(
        Trd_GetAccList_pb2.Request,
        Trd_GetAccList_pb2.Response,
        _write_accounts_request,
        _read_accounts_request,
        _write_accounts,
        _read_accounts,
    ),
    ProtoId.TRD_UNLOCK_TRADE: Codec(
        Trd_UnlockTrade_pb2.Request,
        Trd_UnlockTrade_pb2.Response,
        _write_unlock,
        _read_unlock,
        _write_unlock_reply,
        _read_unlock_reply,
        bodiless=True,
    ),
    ProtoId.TRD_SUB_ACC_PUSH: Codec(
        Trd_SubAccPush_pb2.Request,
        Trd_SubAccPush_pb2.Response,
        _write_push_request,
        _read_push_request,
        write_nothing,
        read_nothing,
        bodiless=True,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
