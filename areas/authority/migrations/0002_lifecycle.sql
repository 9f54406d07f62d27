-- The life of a certificate (pki.md §5): what a state carries beside its date and reason.

ALTER TABLE authority_status ADD COLUMN invalidity_at BIGINT;
