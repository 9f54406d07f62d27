//! Italian codes and registers: codice fiscale, partita IVA, places, chambers, money.
