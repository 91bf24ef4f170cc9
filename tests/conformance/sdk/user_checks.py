"""What the official SDK must be able to do with groups and reminders; each function is one named check."""

from __future__ import annotations

from typing import Any

from harness import Recorder, check, passed, refused

CODE = "HK.00388"


class Desk:
    """A quote context and the reminders that fired."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.pushes = Recorder()
        pushes = self.pushes

        class Handler(sdk.PriceReminderHandlerBase):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add("reminder", super().on_recv_rsp(rsp_pb))

        self.context.set_handler(Handler())

    def close(self) -> None:
        """End the context."""
        self.context.close()

    def set(self, op: str, **fields: Any) -> Any:
        """Set a reminder of the code the checks use."""
        return self.context.set_price_reminder(CODE, getattr(self.sdk.SetPriceReminderOp, op), **fields)

    def listed(self) -> list[dict[str, Any]]:
        """The reminders of that code."""
        return passed(self.context.get_price_reminder(code=CODE)).to_dict("records")

    def add(self, kind: str, value: float, often: str = "ALWAYS", note: str = "") -> int:
        """Add a reminder and return its key."""
        return passed(
            self.set(
                "ADD",
                reminder_type=getattr(self.sdk.PriceReminderType, kind),
                reminder_freq=getattr(self.sdk.PriceReminderFreq, often),
                value=value,
                note=note,
            )
        )


def group_names(desk: Desk) -> None:
    groups = passed(desk.context.get_user_security_group(desk.sdk.UserSecurityGroupType.ALL))
    kinds = dict(zip(groups["group_name"], groups["group_type"], strict=True))
    check(kinds["Tech"] == "CUSTOM", kinds)
    check(kinds["HK"] == "SYSTEM", kinds)
    custom = passed(desk.context.get_user_security_group(desk.sdk.UserSecurityGroupType.CUSTOM))
    check(set(custom["group_type"]) == {"CUSTOM"}, custom)


def group_members(desk: Desk) -> None:
    members = passed(desk.context.get_user_security("Tech"))
    check("HK.00700" in list(members["code"]), members)
    row = members[members["code"] == "HK.00700"].iloc[0]
    check(row["lot_size"] == 100, row)
    check(row["stock_type"] == "STOCK", row)


def group_changes(desk: Desk) -> None:
    op = desk.sdk.ModifyUserSecurityOp
    passed(desk.context.modify_user_security("Empty", op.ADD, [CODE, "US.AAPL"]))
    check(list(passed(desk.context.get_user_security("Empty"))["code"]) == [CODE, "US.AAPL"])
    passed(desk.context.modify_user_security("Empty", op.MOVE_OUT, ["US.AAPL"]))
    check(list(passed(desk.context.get_user_security("Empty"))["code"]) == [CODE])
    check(
        "US.AAPL" in list(passed(desk.context.get_user_security("US"))["code"]), "gone from its other group"
    )
    passed(desk.context.modify_user_security("Empty", op.DEL, [CODE]))
    check(CODE not in list(passed(desk.context.get_user_security("All"))["code"]))


def group_refusals(desk: Desk) -> None:
    op = desk.sdk.ModifyUserSecurityOp
    check("Unknown watchlists" in refused(desk.context.get_user_security("Nobody")))
    check("System grouping" in refused(desk.context.modify_user_security("HK", op.ADD, [CODE])))
    check("Unknown stock" in refused(desk.context.modify_user_security("Tech", op.ADD, ["HK.99999"])))


def reminder_is_kept(desk: Desk) -> None:
    key = desk.add("PRICE_UP", 900.5, "ONCE_A_DAY", "sell half")
    (row,) = desk.listed()
    check(row["key"] == key, row)
    check((row["reminder_type"], row["reminder_freq"]) == ("PRICE_UP", "ONCE_A_DAY"), row)
    check((row["value"], row["note"], row["enable"]) == (900.5, "sell half", True), row)
    passed(desk.set("DISABLE", key=key))
    check(not desk.listed()[0]["enable"])
    passed(desk.set("DEL", key=key))
    check(desk.listed() == [])


def reminder_fires(desk: Desk) -> None:
    price = passed(desk.context.get_market_snapshot([CODE])).iloc[0]["last_price"]
    key = desk.add("PRICE_UP", price - 5, "ONCE", "here")
    told = desk.pushes.wait("reminder", lambda push: push["key"] == key)
    check(told["code"] == CODE, told)
    check((told["note"], told["reminder_type"], told["market_status"]) == ("here", "PRICE_UP", "OPEN"), told)
    check(told["price"] >= price - 5, told)
    check(abs(told["set_value"] - (price - 5)) < 1e-6, told)
    check(not desk.listed()[0]["enable"], "an only-once reminder is off after it fired")


def reminders_by_market(desk: Desk) -> None:
    listed = passed(desk.context.get_price_reminder(market=desk.sdk.Market.HK))
    check(CODE in list(listed["code"]), listed)
    passed(desk.set("DEL_ALL"))
    check(desk.listed() == [])


def reminder_refusals(desk: Desk) -> None:
    check("no reminder with the key" in refused(desk.set("DEL", key=424242)))
    for value in range(900, 910):
        desk.add("PRICE_UP", value)
    often = desk.sdk.PriceReminderFreq.ALWAYS
    kind = desk.sdk.PriceReminderType.PRICE_UP
    check("10 reminders" in refused(desk.set("ADD", reminder_type=kind, reminder_freq=often, value=999)))
    passed(desk.set("DEL_ALL"))


CHECKS = (
    group_names,
    group_members,
    group_changes,
    group_refusals,
    reminder_is_kept,
    reminder_fires,
    reminders_by_market,
    reminder_refusals,
)
