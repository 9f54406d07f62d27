//! One file per use case; each effect is one transaction with its audit event.

mod activate_pair;
pub(crate) mod answer_ocsp;
pub(crate) mod approvals;
pub(crate) mod census;
pub(crate) mod certificate_status;
pub(crate) mod checkpoint_audit_log;
mod init;
pub(crate) mod issue_operator;
pub(crate) mod issue_pair;
pub(crate) mod issue_server;
pub(crate) mod key_alarms;
mod publish_lists;
mod record_operation;
mod recover;
mod responder;
mod suspend_pair;
pub(crate) mod time_stamp;
pub(crate) mod time_stamp_accounts;
pub(crate) mod time_stamp_archive;
pub(crate) mod time_stamping_unit;
pub(crate) mod watch_clock;
