//! XML signatures: safe reading, canonicalisation, XMLDSig, XAdES.
