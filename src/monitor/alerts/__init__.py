"""From a change of the ledger to something a person reads: alerts, digests, channels."""
