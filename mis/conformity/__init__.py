"""The office's law held against the international standards: as a report, and on the command line for any country."""
