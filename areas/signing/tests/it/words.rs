//! Everything that a verdict can say has words.

use sigcheck::{CODES, Indication, SubIndication};
use webkit::Lang;

fn name(value: impl serde::Serialize) -> String {
    let name = serde_json::to_value(value).unwrap();
    name.as_str().unwrap().to_ascii_lowercase().replace('_', "-")
}

#[test]
fn every_code_and_every_indication_has_words_in_every_language() {
    let mut keys: Vec<String> = CODES.iter().map(|code| format!("verdict-{code}")).collect();
    let indications = [
        Indication::TotalPassed,
        Indication::TotalFailed,
        Indication::Indeterminate,
        Indication::NoSignatureFound,
    ];
    keys.extend(indications.into_iter().map(|one| format!("indication-{}", name(one))));
    keys.extend(SubIndication::ALL.into_iter().map(|one| format!("sub-indication-{}", name(one))));
    for lang in Lang::ALL {
        for key in &keys {
            assert!(lang.has(key), "{key} in {}", lang.code());
        }
    }
}
