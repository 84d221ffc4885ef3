"""Builds the sentence encoder once: pinned float weights in, an int8 ONNX file out."""
