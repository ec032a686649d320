"""Owns the settings of an installation: their declaration, loading, checks and description.

Must not be here: any part that uses a setting.
"""

from hanse.platform.settings.declared import DECLARED, Settings, Spec, variable_of
from hanse.platform.settings.describing import SettingLine, describe, masked
from hanse.platform.settings.loading import FORMER_KEYS, Loaded, SettingsError, load_settings, processor_count
from hanse.platform.settings.secret_files import SecretFileError, read_or_create_secret, replace_secret

__all__ = [
    "DECLARED",
    "FORMER_KEYS",
    "Loaded",
    "SecretFileError",
    "SettingLine",
    "Settings",
    "SettingsError",
    "Spec",
    "describe",
    "load_settings",
    "masked",
    "processor_count",
    "read_or_create_secret",
    "replace_secret",
    "variable_of",
]
