from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import big_ids, built, counts, few, flags, maybe, member, names, texts, tuples_of
from tests.wire.values_trade import accounts
from tests.wire.wire_trips import through_client, through_server
from tui.domain.accounts import Account, AccountType, Env, Firm, PaperKind
from tui.domain.markets import TradeMarket
from tui.pb import Trd_GetAccList_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.trade import GetAccounts, SubscribeAccounts, UnlockTrade

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetAccounts, user_id=big_ids, category=maybe(counts), general_account=maybe(flags)),
    built(UnlockTrade, unlock=flags, password_md5=names, firm=member(Firm)),
    built(SubscribeAccounts, acc_ids=tuples_of(big_ids)),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(accounts))
def test_accounts_survive_the_wire(owned: tuple[Account, ...]) -> None:
    assert through_client(GetAccounts(1), owned) == owned


@few
@given(texts)
def test_the_answer_to_an_unlock_is_its_text(text: str) -> None:
    assert through_client(UnlockTrade(True, "digest"), text) == text


def test_the_answer_to_a_push_request_is_none() -> None:
    assert through_client(SubscribeAccounts((1,)), None) is None


def test_a_paper_account_names_no_firm() -> None:
    paper = Account(1, Env.PAPER, (TradeMarket.HK,), AccountType.CASH, paper_kind=PaperKind.STOCK)
    response = Trd_GetAccList_pb2.Response.FromString(codec.encode_reply(2001, (paper,)))
    (account,) = response.s2c.accList
    assert not account.HasField("securityFirm")
    assert account.simAccType == 1


def test_account_ids_use_all_64_bits() -> None:
    account = Account(2**63 + 11, Env.REAL, (TradeMarket.HK,))
    assert through_client(GetAccounts(1), (account,)) == (account,)


def test_numbers_nobody_knows_are_unknown() -> None:
    response = Trd_GetAccList_pb2.Response(retType=0)
    response.s2c.accList.add(trdEnv=7, accID=1, trdMarketAuthList=[1, 999], accType=99, accStatus=9)
    (account,) = codec.decode_reply(GetAccounts(1), response.SerializeToString())
    assert account.env is Env.UNKNOWN
    assert account.markets == (TradeMarket.HK, TradeMarket.UNKNOWN)
    assert account.type is AccountType.UNKNOWN
