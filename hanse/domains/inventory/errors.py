"""What can go wrong with stock, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class InsufficientStock(Conflict):
    """Fields are `lines.<position>.quantity`; `extra["lines"]` says per line key what there is."""

    code = "insufficient_stock"
    title = "There is not enough stock for some lines"


class LocationInUse(Conflict):
    code = "location_in_use"
    title = "There is stock here; move it elsewhere first"


class CountInvalidTransition(Conflict):
    code = "stock_count_invalid_transition"
    title = "This count is closed already"


class TransferInvalidTransition(Conflict):
    code = "stock_transfer_invalid_transition"
    title = "This transfer is closed already"


class ReceiptInvalidTransition(Conflict):
    code = "expected_receipt_invalid_transition"
    title = "This receipt is closed already"


class StockFileInvalidTransition(Conflict):
    code = "stock_file_invalid_transition"
    title = "This is not possible in the file's present state"


class ReservationEnded(Conflict):
    code = "reservation_ended"
    title = "This reservation has run out"


class WrongUnit(Invalid):
    code = "wrong_unit"
    title = "Stock is counted in another unit"
