"""Whether new text is unlike other text, or unlike what the model was measured on; the work behind ``voc.drift``."""
