"""From what is said to what is known: figures to claims, casualties, refugees and their evidence."""

from __future__ import annotations
