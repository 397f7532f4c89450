"""The emotion model: heads, artifacts, runtimes and the network that is trained."""
