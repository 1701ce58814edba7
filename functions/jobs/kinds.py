"""The kinds of jobs, by their names: what does one slice of each. A kind has its words in the
merchant page's texts (job.<kind>.title, job.<kind>.text); what it shows when it asks or is done is
functions/admin/templates/jobs/<kind>.html."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from functions.jobs import exporting, importing, undoing
from functions.jobs.past_orders.kind import NAME, past_orders
from functions.jobs.work import Kind

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "export": exporting.export,
        "import": importing.bring,
        "undo_import": undoing.undo,
        NAME: past_orders,
    }
)
