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
    /// Whether it is still there. Asked several times a second, and with each command.
    fn is_present(&mut self) -> bool;
}

/// What comes of giving power to what is in a slot.
pub enum Power {
    /// There is no card.
    Nothing,
    /// There is one that does not work.
    Broken,
    /// There is one.
    Card(Box<dyn Card>),
}

/// The mouth of a reader.
pub struct Slot {
    power: Box<dyn FnMut() -> Power + Send>,
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
    /// A slot that asks for a card when it has none. That is done several times a second.
    #[must_use]
    pub fn new(power: impl FnMut() -> Power + Send + 'static) -> Self {
        Self { power: Box::new(power), card: None }
    }

    /// What is in it now. A card that was taken out has forgotten everything when it comes back, and that it
    /// was taken out is seen once even if another is there at once.
    pub fn look(&mut self) -> Seat<'_> {
        if let Some(card) = &mut self.card {
            if !card.is_present() {
                self.card = None;
                return Seat::Empty;
            }
        } else {
            match (self.power)() {
                Power::Nothing => return Seat::Empty,
                Power::Broken => return Seat::Mute,
                Power::Card(card) => self.card = Some(card),
            }
        }
        self.card.as_mut().map_or(Seat::Empty, |card| Seat::Card(card.as_mut()))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Slot").field("powered", &self.card.is_some()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Power {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Broken => "Broken",
            Self::Card(_) => "Card",
        })
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
