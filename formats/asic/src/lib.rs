//! ASiC containers: signed files in a ZIP.
