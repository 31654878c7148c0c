# SPDX-License-Identifier: GPL-2.0-or-later
"""nftables: commands for nft, as text or JSON, by way of libnftables.

    from nftables import Nftables

    nft = Nftables()
    status, output, error = nft.cmd("add table ip filter")
    status, listing, error = nft.json_cmd({"nftables": [{"list": {"tables": None}}]})

A status of 0 means that all of it was done, any other that nothing was; `error` says why.
"""
from .context import Nftables

__all__ = ["Nftables"]
