"""Our schemas state the same facts as the descriptors of the official SDKs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import descriptors
from tests.conformance.descriptors import Facts, describe, differences, packages
from tests.pb import protoc

# What the dashboard, the one-shot commands and the simulator need.
CORE = """
    Common InitConnect GetGlobalState Notify KeepAlive GetUserInfo
    Qot_Common Qot_Sub Qot_RegQotPush Qot_GetSubInfo Qot_GetBasicQot Qot_UpdateBasicQot
    Qot_GetOrderBook Qot_UpdateOrderBook Qot_GetBroker Qot_UpdateBroker Qot_GetTicker Qot_UpdateTicker
    Qot_GetKL Qot_UpdateKL Qot_GetRT Qot_UpdateRT Qot_RequestHistoryKL
    Qot_GetSecuritySnapshot Qot_GetStaticInfo Qot_GetMarketState Qot_RequestTradeDate
    Trd_Common Trd_GetAccList Trd_UnlockTrade Trd_SubAccPush Trd_GetFunds Trd_GetPositionList
    Trd_GetMaxTrdQtys Trd_GetOrderList Trd_PlaceOrder Trd_ModifyOrder Trd_UpdateOrder
    Trd_GetOrderFillList Trd_UpdateOrderFill Trd_GetHistoryOrderList Trd_GetHistoryOrderFillList
"""


@pytest.fixture(scope="module")
def ours() -> Facts:
    return describe(descriptors.ours())


@pytest.fixture(scope="module", params=["futu", "moomoo"])
def official(request: pytest.FixtureRequest, ours: Facts, tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return descriptors.official(request.param, packages(ours), tmp_path_factory.mktemp("home"))


def test_the_core_set_is_there(ours: Facts) -> None:
    assert [name for name in CORE.split() if name not in packages(ours)] == []


def test_every_schema_is_in_our_own_package() -> None:
    # Else our modules and the official ones could not be loaded into one process.
    assert [
        file.name for file in descriptors.ours() if not file.package.startswith(descriptors.OUR_PREFIX)
    ] == []


def test_our_schemas_equal_the_official_ones(ours: Facts, official: Facts) -> None:
    found = differences(ours, official)
    assert not found, "\n".join(found)


@protoc.needs_protoc
def test_a_wrong_field_number_is_named(official: Facts, tmp_path: Path) -> None:
    planted = describe(protoc.descriptors(protoc.plant_wrong_number(tmp_path), tmp_path))

    assert differences(planted, official) == [
        "Qot_Sub.C2S.isSubOrUnSub: here: required bool = 33, official: required bool = 3"
    ]
