"""The norm as data: checkpoints, facets, questions, scales and wording, in Dutch and English."""
