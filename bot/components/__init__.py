"""Graph components of the Rasa pipeline: thin, the thinking is in `understanding`."""
