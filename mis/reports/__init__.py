"""The office's reports as pages, files, JSON and a command; each part of the product brings its own."""
