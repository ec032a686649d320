"""What can go wrong in documents."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid, Unavailable


class DocumentNotMade(Invalid):
    code = "document_not_made"
    title = "The document could not be made from this data"


class CertificateNotUsable(Invalid):
    code = "certificate_not_usable"
    title = "Documents cannot be sealed with this certificate"


class NoValidCertificate(Conflict):
    """The uploaded certificate is over: another one must take its place before anything is sealed."""

    code = "no_valid_certificate"
    title = "The certificate for sealing documents has expired; upload a new one under Settings, Sealing"


class CheckBusy(Unavailable):
    """Nothing is said of the document: too much is being looked into at this moment."""

    code = "check_busy"
    title = "Many documents are being checked just now; try again in a minute"
