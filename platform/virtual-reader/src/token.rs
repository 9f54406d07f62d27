//! The card in a token file.

use std::path::PathBuf;

use keyvault::token::{TokenCard, TokenError};

use crate::{Card, Power, Slot};

/// A slot with the card of a token file, as long as the file is there.
#[must_use]
pub fn token_slot(file: PathBuf) -> Slot {
    Slot::new(move || match TokenCard::open(&file) {
        Ok(card) => Power::Card(Box::new(card)),
        Err(TokenError::Missing(_)) => Power::Nothing,
        Err(_) => Power::Broken,
    })
}

impl Card for TokenCard {
    fn atr(&self) -> Vec<u8> {
        self.atr().to_vec()
    }

    fn reset(&mut self) {
        self.reset();
    }

    fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        self.transmit(command)
    }

    fn is_present(&mut self) -> bool {
        self.is_present()
    }
}
