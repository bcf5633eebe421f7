"""Numbers that can be checked: identity papers, telephones, accounts."""
