-- The same report as ETSI TS 119 102-2 has it, where there is something to report on.
ALTER TABLE signing_report ADD COLUMN report_xml TEXT;
