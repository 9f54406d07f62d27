use std::fmt;

use zeroize::Zeroize;

/// A value that never prints and is wiped from memory when dropped.
///
/// ```
/// let pin = foundation::Secret::new(String::from("12345678"));
/// assert_eq!(format!("{pin:?}"), "Secret(…)");
/// assert_eq!(pin.expose(), "12345678");
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value in.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Lends the value to the code that needs it; do not copy it further than necessary.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
