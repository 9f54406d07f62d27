use authority::{OperatorRole, rules::operators::is_operator_id};
use foundation::{Actor, AuditEvent};

use crate::{
    Access, AccessError, Account,
    rules::operator::{in_the_way, is_email, is_name},
    tables,
};

/// What a new account is made of.
#[derive(Clone, Debug)]
pub struct NewOperator {
    /// Identifier of the person, the same in every role: letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// In which role.
    pub role: OperatorRole,
    /// Name of the person, at most 64 characters.
    pub name: String,
    /// Address of the person.
    pub email: String,
}

impl Access {
    /// Opens an account for a person in a role.
    ///
    /// A person is known by the identifier and by the address: neither gets around the rule that nobody
    /// holds two of officer, auditor and system administrator.
    ///
    /// # Errors
    /// [`AccessError::Invalid`], [`AccessError::Exists`], [`AccessError::RolesApart`], or what the store says.
    pub fn add_operator(&self, actor: &Actor, new: &NewOperator) -> Result<Account, AccessError> {
        let invalid = |field, value: &str| Err(AccessError::Invalid { field, value: value.to_owned() });
        if !is_operator_id(&new.id) {
            return invalid("id", &new.id);
        }
        if !is_name(&new.name) {
            return invalid("name", &new.name);
        }
        if !is_email(&new.email) {
            return invalid("email", &new.email);
        }
        let now = self.now();
        let account = Account {
            id: new.id.clone(),
            role: new.role,
            name: new.name.clone(),
            email: new.email.to_lowercase(),
            created_at: now,
            disabled_at: None,
            certificates: Vec::new(),
        };
        let actor = actor.clone();
        self.store.write_blocking(move |tx| {
            let known = tables::of_person(tx, &account.id, &account.email)?;
            if known.iter().any(|other| other.id == account.id && other.role == account.role) {
                return Err(AccessError::Exists(account.id));
            }
            // One person under two names, or two persons under one: neither can be told apart later.
            if known.iter().any(|other| other.id != account.id) {
                return Err(AccessError::Invalid { field: "id", value: account.id });
            }
            if known.iter().any(|other| other.email != account.email) {
                return Err(AccessError::Invalid { field: "email", value: account.email });
            }
            let held: Vec<_> = known.iter().filter(|other| other.is_open()).map(|other| other.role).collect();
            if let Some(held) = in_the_way(&held, account.role) {
                return Err(AccessError::RolesApart { held, asked: account.role });
            }
            tables::insert(tx, &account)?;
            let event = AuditEvent::done("operator.added", &actor, "operator", &account.id);
            tx.audit(now, &event.states("", "open").because(account.role.name()))?;
            Ok(account)
        })
    }

    /// All accounts: the open ones first, by name.
    ///
    /// # Errors
    /// What the store says.
    pub fn operators(&self) -> Result<Vec<Account>, AccessError> {
        Ok(self.store.read_blocking(tables::all)?)
    }

    /// One account.
    ///
    /// # Errors
    /// What the store says.
    pub fn operator(&self, id: &str, role: OperatorRole) -> Result<Option<Account>, AccessError> {
        let id = id.to_owned();
        Ok(self.store.read_blocking(move |tx| tables::find(tx, &id, role))?)
    }
}
