#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    ceralacca_fuzz::card(octets);
});
