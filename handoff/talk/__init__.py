"""Plays written customers against a running desk, over the public protocol."""
