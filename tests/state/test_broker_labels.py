from __future__ import annotations

import pytest

from tui.domain.brokers import BrokerEntry
from tui.state.broker_labels import broker_label


@pytest.mark.parametrize(
    ("number", "name", "label"),
    [
        (8305, "Futu Securities International (Hong Kong) Limited", "8305 Futu"),
        (8305, "富途證券國際(香港)有限公司", "8305 富途"),
        (3436, "Goldman Sachs (Asia) Securities Limited", "3436 Goldman Sachs"),
        (3435, "高盛（亞洲）證券有限公司", "3435 高盛"),
        (229, "Morgan Stanley Hong Kong Securities Limited", "229 Morgan Stanley"),
        (6690, "Interactive Brokers Hong Kong Limited", "6690 Interactive Brokers"),
        (3170, "花旗環球金融亞洲有限公司", "3170 花旗"),
        (5320, "J.P. Morgan Broking (Hong Kong) Limited", "5320 J.P. Morgan"),
        (1, "Limited", "1 Limited"),
        (2, "國際證券", "2 國際"),
        (3, "(HK) Broker", "3 (HK) Broker"),
        (6996, "China Investment Information Services Limited", "6996 SH Connect"),
        (6999, "", "6999 SH Connect"),
        (5998, "中國創盈市場服務有限公司", "5998 SZ Connect"),
        (4711, "", "4711"),
    ],
)
def test_a_label_is_the_number_and_what_tells_brokers_apart(number: int, name: str, label: str) -> None:
    assert broker_label(BrokerEntry(number, name, 1)) == label
