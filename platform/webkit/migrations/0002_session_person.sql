-- Whose session it is, so that a person sees all of them and ends them.
ALTER TABLE web_session ADD COLUMN person TEXT;
CREATE INDEX web_session_person ON web_session (person) WHERE person IS NOT NULL;
