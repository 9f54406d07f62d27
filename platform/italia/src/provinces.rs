use std::{fmt, str::FromStr, sync::OnceLock};

use crate::{places::rows, text::text_form};

/// A province, by the two letters of number plates and of REA numbers.
///
/// Provinces that ceased are among them, because people were born in them: Fiume, Pola, Zara, and the
/// sigle that changed (`FO`, `PS`) or come and go in Sardinia.
#[derive(Clone, Copy)]
pub struct Province(&'static Row);

struct Row {
    sigla: &'static str,
    name: &'static str,
    region: &'static str,
}

impl Province {
    /// Every province, by sigla.
    pub fn all() -> impl Iterator<Item = Province> {
        table().iter().map(Province)
    }

    /// Two capital letters.
    pub fn sigla(self) -> &'static str {
        self.0.sigla
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Its region; empty for those that Italy ceded.
    pub fn region(self) -> &'static str {
        self.0.region
    }
}

fn table() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        rows(include_str!("../data/provinces.tsv"), |columns| {
            let [sigla, name, region] = *columns else { return None };
            Some(Row { sigla, name, region })
        })
    })
}

impl FromStr for Province {
    type Err = UnknownProvince;

    /// Forgives spaces around it and small letters.
    fn from_str(text: &str) -> Result<Self, UnknownProvince> {
        let sigla = text.trim().to_ascii_uppercase();
        let at = table().binary_search_by_key(&&sigla[..], |row| row.sigla).map_err(|_| UnknownProvince)?;
        Ok(Self(&table()[at]))
    }
}

impl fmt::Display for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.sigla())
    }
}

impl fmt::Debug for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Province({self})")
    }
}

impl PartialEq for Province {
    fn eq(&self, other: &Self) -> bool {
        self.sigla() == other.sigla()
    }
}

impl Eq for Province {}

impl PartialOrd for Province {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Province {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.sigla().cmp(other.sigla())
    }
}

impl std::hash::Hash for Province {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.sigla().hash(state);
    }
}

text_form!(Province, UnknownProvince);

/// The letters are those of no province.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the sigla of a province")]
pub struct UnknownProvince;

/// A chamber of commerce and the provinces it serves. Chambers merge; the REA number keeps the sigla of
/// the province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chamber {
    name: &'static str,
    provinces: Vec<Province>,
}

impl Chamber {
    /// Every chamber.
    pub fn all() -> &'static [Chamber] {
        static ROWS: OnceLock<Vec<Chamber>> = OnceLock::new();
        ROWS.get_or_init(|| {
            rows(include_str!("../data/chambers.tsv"), |columns| {
                let [provinces, name] = *columns else { return None };
                let provinces = provinces.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
                Some(Chamber { name, provinces })
            })
        })
    }

    /// The chamber that serves a province; `None` for provinces that Italy ceded or renamed.
    pub fn of(province: Province) -> Option<&'static Chamber> {
        Self::all().iter().find(|chamber| chamber.provinces.contains(&province))
    }

    /// Its name, after "Camera di commercio".
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The provinces that it serves, that of its seat first.
    pub fn provinces(&self) -> &[Province] {
        &self.provinces
    }

    /// The sigla of its seat.
    pub fn sigla(&self) -> &'static str {
        self.provinces.first().map_or("", |province| province.sigla())
    }
}
