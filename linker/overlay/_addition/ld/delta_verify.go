package ld

func verifyDelta(ctxt *Link) {}
