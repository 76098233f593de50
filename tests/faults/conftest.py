"""What these suites share with the slices that they attack."""

from __future__ import annotations

from tests.identity.conftest import contact_centers, serve

__all__ = ["contact_centers", "serve"]
