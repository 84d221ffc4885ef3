"""What runs inside the Rasa server: understanding, the channel, scripts."""
