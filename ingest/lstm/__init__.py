"""Tesseract's line recogniser, run by ONNX Runtime: the network of its language data, over many lines at once."""
