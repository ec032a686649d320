"""E-mail: what a message may hold, how it looks, and how it leaves. Sent from jobs only, outside any transaction.

Not here: who is told about what, preferences and digests (notifications), and the texts of the domains' own mails.
"""

from hanse.platform.mail.mailbox import MailboxEntry, MailboxMailer, MailboxMessage
from hanse.platform.mail.mailer import Mailer, MailRejected, MailUnavailable, SentMail
from hanse.platform.mail.message import Attachment, Message, MessageInvalid
from hanse.platform.mail.opening import open_mailer
from hanse.platform.mail.rendering import Branding, MailRenderer, RenderedMail, render_mail
from hanse.platform.mail.smtp import SmtpAddress, SmtpAddressInvalid, SmtpMailer

__all__ = [
    "Attachment",
    "Branding",
    "MailRejected",
    "MailRenderer",
    "MailUnavailable",
    "MailboxEntry",
    "MailboxMailer",
    "MailboxMessage",
    "Mailer",
    "Message",
    "MessageInvalid",
    "RenderedMail",
    "SentMail",
    "SmtpAddress",
    "SmtpAddressInvalid",
    "SmtpMailer",
    "open_mailer",
    "render_mail",
]
