// A C target needs one source; everything of this module is in its generated header.
