//! What a disk that is full does to the log.

/// Entries whose event begins with `{event}` are refused.
pub const REFUSE_ENTRIES: &str = "CREATE TRIGGER audit_refuses BEFORE INSERT ON audit_entry
      WHEN instr(new.entry, '\"event\":\"{event}') > 0
     BEGIN SELECT RAISE(ABORT, 'the log is full'); END";
/// All are taken again.
pub const ACCEPT_ENTRIES: &str = "DROP TRIGGER audit_refuses";
