"""How steps and tables look; from the cellar only."""
