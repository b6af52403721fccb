"""Word insights and their figures in French and English."""
