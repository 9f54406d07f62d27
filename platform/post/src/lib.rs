//! Mail and SMS: templates in three languages, a queue in the outbox, and the ways out.
