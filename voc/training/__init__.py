"""Training, export and evaluation of models. Needs the extra ``torch`` and the data described in its README."""
