//! The verdict on a signed file: EN 319 102-1 over CAdES and PAdES.
