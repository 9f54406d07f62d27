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
    keys.extend(trustlist::qualification::CODES.iter().map(|code| format!("qualification-{code}")));
    for lang in Lang::ALL {
        for key in &keys {
            assert!(lang.has(key), "{key} in {}", lang.code());
        }
    }
}

#[test]
fn each_code_is_told_in_its_own_words() {
    for lang in Lang::ALL {
        let mut seen = std::collections::HashMap::new();
        for code in CODES {
            let told = signing::pages::told(lang, &(*code).into());
            let before = seen.insert(told.what, code);
            assert!(before.is_none(), "{code} and {before:?} in {}", lang.code());
        }
        for code in trustlist::qualification::CODES {
            let words = lang.t(&format!("qualification-{code}"));
            let before = seen.insert(words, &sigcheck::Code::Unknown);
            // Whoever no list names is told so in both places.
            assert!(before.is_none() || *code == "not-listed", "{code} and {before:?} in {}", lang.code());
        }
    }
}
