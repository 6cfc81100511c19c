"""印刷品的办理: packs ordered and made, prints hung and recalled."""
