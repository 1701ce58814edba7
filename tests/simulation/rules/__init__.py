"""The rules of the world; importing this registers them all."""

from tests.simulation.rules import machines, merchants, shoppers, shops, time
from tests.simulation.rules.registry import RULES, WEIGHTS

__all__ = ["RULES", "WEIGHTS", "machines", "merchants", "shoppers", "shops", "time"]
