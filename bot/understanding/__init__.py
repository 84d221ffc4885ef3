"""Finds what a message is about. Pure: numpy and the encoder, nothing of Rasa."""
