"""What somebody could send by mistake or in bad faith, row by row; tried by tests/test_bad_inputs.py."""
