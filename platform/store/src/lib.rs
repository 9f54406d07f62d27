//! The database and its neighbours: transactions, migrations, audit log, outbox, jobs, blobs.
