"""What people read: the HTML report, its pictures, and one analysis in a terminal or a notebook."""
