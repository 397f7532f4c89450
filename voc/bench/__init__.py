"""How fast the models are beside what people use today, and where the time of a job goes: ``voc bench``."""
