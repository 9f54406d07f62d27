-- Certificates outside pairs that have no signature yet: few, and looked for every minute.
CREATE INDEX authority_certificate_unsigned ON authority_certificate (not_before)
    WHERE pair_id IS NULL AND der IS NULL;
