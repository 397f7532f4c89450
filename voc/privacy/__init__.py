"""Redaction: personal data out of texts before anything is scored, stored, plotted or logged."""

from __future__ import annotations

from voc.privacy.kinds import Found, Kind
from voc.privacy.redact import Redacted, Redactor

__all__ = ["Found", "Kind", "Redacted", "Redactor"]
