"""The guard's decision. There is one, and it is the evidence library's."""

from shared.evidence.decide import Authorised, MappedCall, NativeOps, decide

__all__ = ["Authorised", "MappedCall", "NativeOps", "decide"]
