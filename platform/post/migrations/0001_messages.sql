-- Each mail and SMS that was to be sent, with its words as the area wrote them; the common frame is put
-- around when it leaves. message_id is chosen before the first attempt, so that every attempt has the same.
CREATE TABLE post_message (
    id {pk},
    channel TEXT NOT NULL CHECK (channel IN ('mail', 'sms')),
    idempotency_key TEXT NOT NULL,
    template TEXT NOT NULL,
    lang TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body_text TEXT NOT NULL,
    body_html TEXT NOT NULL,
    created_at {int} NOT NULL,
    message_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    ended_at {int},
    UNIQUE (channel, idempotency_key)
) {strict};
CREATE INDEX post_message_ended_at ON post_message (ended_at);
CREATE INDEX post_message_state ON post_message (state) WHERE state <> 'delivered';

-- Every attempt to hand a message over, and how it went.
CREATE TABLE post_attempt (
    id {pk},
    message {int} NOT NULL REFERENCES post_message (id) ON DELETE CASCADE,
    at {int} NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'later', 'never')),
    detail TEXT NOT NULL
) {strict};
CREATE INDEX post_attempt_message ON post_attempt (message);
