//! Where a card is put in: there may be none, it may be taken out, it may be broken.

use std::fmt;

/// A card under power.
pub trait Card: Send {
    /// Its answer to reset.
    fn atr(&self) -> Vec<u8>;
    /// Makes it forget what a card forgets without power.
    fn reset(&mut self);
    /// Gives the answer to a command, whatever the command is.
    fn transmit(&mut self, command: &[u8]) -> Vec<u8>;
}

/// Where a card comes from, such as a file that may be there or not.
pub trait Source: Send {
    /// Whether there is a card. Asked several times a second.
    fn is_there(&self) -> bool;
    /// The card that is there; none where it does not work.
    fn power(&self) -> Option<Box<dyn Card>>;
}

/// The mouth of a reader.
pub struct Slot {
    source: Box<dyn Source>,
    card: Option<Box<dyn Card>>,
}

/// What is in a slot.
pub enum Seat<'a> {
    /// No card.
    Empty,
    /// A card that does not answer.
    Mute,
    /// A card.
    Card(&'a mut dyn Card),
}

impl Slot {
    /// A slot for the card of a source.
    #[must_use]
    pub fn new(source: impl Source + 'static) -> Self {
        Self { source: Box::new(source), card: None }
    }

    /// What is in it now. A card that was taken out has forgotten everything when it comes back.
    pub fn look(&mut self) -> Seat<'_> {
        if !self.source.is_there() {
            self.card = None;
            return Seat::Empty;
        }
        if self.card.is_none() {
            self.card = self.source.power();
        }
        self.card.as_mut().map_or(Seat::Mute, |card| Seat::Card(card.as_mut()))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Slot").field("powered", &self.card.is_some()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Seat<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Empty => "Empty",
            Self::Mute => "Mute",
            Self::Card(_) => "Card",
        })
    }
}
