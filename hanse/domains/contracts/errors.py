"""What can go wrong with contracts, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, Invalid


class ContractInvalidTransition(Conflict):
    code = "contract_invalid_transition"
    title = "This is not possible in the contract's present state"


class ContractNotYourTurn(Conflict):
    code = "contract_not_your_turn"
    title = "It is the other side's turn; you can change the contract when it comes back"


class ContractFrozen(Conflict):
    code = "contract_frozen"
    title = "This version is fixed; make a new version to change something"


class ContractIncomplete(Invalid):
    code = "contract_incomplete"
    title = "The contract is not complete yet"


class ContractChangeDecided(Conflict):
    code = "contract_change_decided"
    title = "This change was already decided"


class ContractContentChanged(Conflict):
    code = "contract_content_changed"
    title = "This is not the text that was approved; look at the version again"


class ContractNotSignatory(Forbidden):
    code = "contract_not_signatory"
    title = "The contract names somebody else to sign for your side"


class ContractSignedAlready(Conflict):
    code = "contract_signed_already"
    title = "You have signed this version already"
