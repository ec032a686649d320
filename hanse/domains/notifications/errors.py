"""What can go wrong in notifications."""

from __future__ import annotations

from hanse.kit.errors import Conflict


class TemplateExists(Conflict):
    code = "notification_template_exists"
    title = "There is a template for this kind and language already; change that one"
