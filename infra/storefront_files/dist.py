"""Where the built storefront files lie."""

from infra.local.npm import ROOT

DIST = ROOT / "integrations" / "storefront" / "dist"
