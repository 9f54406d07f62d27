//! The library as programs load it, with token files.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]
#![expect(unsafe_code, reason = "calls the entry points as C does")]

use std::{
    env,
    ffi::{CStr, c_char},
    fs,
    path::{Path, PathBuf},
    process::Command,
    ptr, thread,
    time::Duration,
};

use ceralacca_pcsc::entry::{
    SCardBeginTransaction, SCardCancel, SCardConnect, SCardControl, SCardDisconnect, SCardEndTransaction,
    SCardEstablishContext, SCardFreeMemory, SCardGetAttrib, SCardGetStatusChange, SCardIsValidContext,
    SCardListReaderGroups, SCardListReaders, SCardReconnect, SCardReleaseContext, SCardSetAttrib,
    SCardStatus, SCardTransmit, g_rgSCardT1Pci, pcsc_stringify_error,
};
use foundation::{Secret, SystemEntropy};
use keyvault::{
    Argon2Cost, KeySpec,
    token::{Codes, PersonalData, Personalisation, TokenCard},
};
use pcsc::{
    Context, Error, Fault, Seen, Share,
    abi::{self, Dword, Long},
};

/// The library that cargo builds for this test.
fn library() -> PathBuf {
    env::current_exe().unwrap().with_file_name("libceralacca_pcsc.so")
}

fn token(path: &Path, number: &str) {
    let secret = |digits: &str| Secret::new(digits.to_owned());
    let codes = Codes { pin: secret("12345678"), puk: secret("87654321") };
    let with = Personalisation {
        card_number: number.parse().unwrap(),
        holder: PersonalData::default(),
        created: "2026-11-22T09:00:00Z".parse().unwrap(),
        key: KeySpec::Rsa2048,
        signature: codes.clone(),
        cns: codes,
        emergency_code: secret("1234567890"),
        pin_cost: Argon2Cost::LEAST,
        tries: Default::default(),
        atr: None,
        options: Default::default(),
    };
    TokenCard::create(path, &with, &SystemEntropy).unwrap();
}

/// Runs a test of this file in a process of its own, whose environment names two token files.
fn with_cards(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    let files = ["one.token", "two.token"].map(|name| folder.path().join(name));
    for (file, number) in files.iter().zip(["7420098765432101", "7420098765432102"]) {
        token(file, number);
    }
    let run = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--include-ignored", "--nocapture"])
        .env("CERALACCA_CARD", env::join_paths(&files).unwrap())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
}

const SELECT_NUMBER: &[u8] = b"\x00\xa4\x08\x0c\x04\x10\x00\x10\x03";
const READ: &[u8] = b"\x00\xb0\x00\x00\x00";
const VERIFY: &[u8] = b"\x00\x20\x00\x10\x0812345678";
const IS_VERIFIED: &[u8] = b"\x00\x20\x00\x10";

#[test]
fn the_client_finds_a_reader_for_each_file() {
    with_cards("inside_the_client_finds_a_reader_for_each_file");
}

#[test]
#[ignore = "run by the test of its name"]
fn inside_the_client_finds_a_reader_for_each_file() {
    let context = Context::open_library(&library()).unwrap();
    let seen = context.look().unwrap();
    assert_eq!(seen.len(), 2);
    // Each thread its own connections; every card its own number.
    thread::scope(|scope| {
        for (seen, number) in seen.iter().zip([b"7420098765432101", b"7420098765432102"]) {
            assert_eq!(seen.atr().unwrap()[0], 0x3b);
            let context = &context;
            scope.spawn(move || {
                for _ in 0..20 {
                    let card = context.connect(&seen.reader, Share::Shared).unwrap();
                    let held = card.transaction().unwrap();
                    assert_eq!(held.transmit(SELECT_NUMBER).unwrap(), [0x90, 0x00]);
                    assert_eq!(held.transmit(READ).unwrap(), [&number[..], &[0x90, 0x00]].concat());
                    assert_eq!(held.status().unwrap().atr, seen.atr().unwrap());
                }
            });
        }
    });
}

#[test]
fn a_pin_is_forgotten_when_the_connection_ends_and_by_a_reset() {
    with_cards("inside_a_pin_is_forgotten_when_the_connection_ends_and_by_a_reset");
}

#[test]
#[ignore = "run by the test of its name"]
fn inside_a_pin_is_forgotten_when_the_connection_ends_and_by_a_reset() {
    let context = Context::open_library(&library()).unwrap();
    let reader = context.readers().unwrap().remove(0);
    let connect = || context.connect(&reader, Share::Shared).unwrap();
    // Somebody else stays connected, so that the card keeps its power.
    let other = connect();
    let card = connect();
    assert_eq!(card.transmit(VERIFY).unwrap(), [0x90, 0x00]);
    assert_eq!(other.transmit(IS_VERIFIED).unwrap(), [0x90, 0x00]);
    drop(card);
    assert_eq!(other.transmit(IS_VERIFIED), Err(Error::Refused(Fault::ResetCard)));
    other.reconnect(Share::Shared, pcsc::Disposition::Leave).unwrap();
    assert_eq!(other.transmit(IS_VERIFIED).unwrap(), [0x63, 0xc3]);
    other.transmit(VERIFY).unwrap();
    other.reconnect(Share::Shared, pcsc::Disposition::Reset).unwrap();
    assert_eq!(other.transmit(IS_VERIFIED).unwrap(), [0x63, 0xc3]);
}

#[test]
fn a_file_that_disappears_is_a_card_taken_out() {
    with_cards("inside_a_file_that_disappears_is_a_card_taken_out");
}

#[test]
#[ignore = "run by the test of its name"]
fn inside_a_file_that_disappears_is_a_card_taken_out() {
    let file = env::split_paths(&env::var_os("CERALACCA_CARD").unwrap()).next().unwrap();
    let context = Context::open_library(&library()).unwrap();
    let mut seen = context.look().unwrap();
    let card = context.connect(&seen[0].reader, Share::Shared).unwrap();
    seen.push(Seen::arrivals());
    let aside = file.with_extension("aside");
    fs::rename(&file, &aside).unwrap();
    assert!(context.wait(&mut seen, Some(Duration::from_secs(60))).unwrap());
    assert_eq!((seen[0].has_card(), seen[1].has_card()), (false, true));
    assert_eq!(card.transmit(READ), Err(Error::Refused(Fault::RemovedCard)));
    fs::rename(&aside, &file).unwrap();
    assert!(context.wait(&mut seen, Some(Duration::from_secs(60))).unwrap());
    assert!(seen[0].has_card());
    fs::write(&file, "no card").unwrap();
    assert!(context.wait(&mut seen, Some(Duration::from_secs(60))).unwrap());
    // A broken card may be seen as taken out first.
    while !seen[0].is_mute() {
        assert!(context.wait(&mut seen, Some(Duration::from_secs(60))).unwrap());
    }
    let refused = context.connect(&seen[0].reader, Share::Shared).unwrap_err();
    assert_eq!(refused, Error::Refused(Fault::UnresponsiveCard));
}

fn refused(code: Long, fault: Fault) {
    assert_eq!(code, fault.code());
}

#[test]
fn null_pointers_and_wrong_handles_are_refused() {
    let parameter = |code| refused(code, Fault::InvalidParameter);
    let handle = |code| refused(code, Fault::InvalidHandle);
    let (mut number, mut octet, mut context, mut card) = (0, 0, 0, 0);
    let no_text = ptr::null_mut::<c_char>();
    // SAFETY: null, or places of this test.
    unsafe {
        parameter(SCardEstablishContext(2, ptr::null(), ptr::null(), ptr::null_mut()));
        refused(SCardEstablishContext(9, ptr::null(), ptr::null(), &raw mut context), Fault::InvalidValue);
        assert_eq!(SCardEstablishContext(2, ptr::null(), ptr::null(), &raw mut context), abi::SUCCESS);
        parameter(SCardListReaderGroups(context, no_text, ptr::null_mut()));
        parameter(SCardConnect(context, ptr::null(), 2, 3, &raw mut card, &raw mut number));
        parameter(SCardConnect(context, c"x".as_ptr(), 2, 3, ptr::null_mut(), &raw mut number));
        parameter(SCardConnect(context, c"x".as_ptr(), 2, 3, &raw mut card, ptr::null_mut()));
        refused(
            SCardConnect(context, c"x".as_ptr(), 2, 3, &raw mut card, &raw mut number),
            Fault::UnknownReader,
        );
        refused(SCardListReaders(context, ptr::null(), no_text, &raw mut number), Fault::NoReadersAvailable);
        parameter(SCardGetStatusChange(context, 0, ptr::null_mut(), 1));
        refused(SCardGetStatusChange(context, 0, ptr::null_mut(), Dword::MAX), Fault::InvalidValue);
        assert_eq!(SCardGetStatusChange(context, 0, ptr::null_mut(), 0), abi::SUCCESS);
        let mut nameless = abi::ReaderState {
            reader: ptr::null(),
            user_data: ptr::null_mut(),
            current: 0,
            event: 0,
            atr_length: 0,
            atr: [0; 33],
        };
        parameter(SCardGetStatusChange(context, 0, &raw mut nameless, 1));
        parameter(SCardFreeMemory(context, (&raw const octet).cast()));
        assert_eq!(SCardFreeMemory(context, ptr::null()), abi::SUCCESS);
        assert_eq!(SCardReleaseContext(context), abi::SUCCESS);

        parameter(SCardTransmit(
            1,
            ptr::null(),
            &raw const octet,
            1,
            ptr::null_mut(),
            &raw mut octet,
            &raw mut number,
        ));
        let by = &raw const g_rgSCardT1Pci;
        parameter(SCardTransmit(1, by, ptr::null(), 1, ptr::null_mut(), &raw mut octet, &raw mut number));
        parameter(SCardTransmit(
            1,
            by,
            &raw const octet,
            1,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut number,
        ));
        parameter(SCardTransmit(
            1,
            by,
            &raw const octet,
            1,
            ptr::null_mut(),
            &raw mut octet,
            ptr::null_mut(),
        ));
        parameter(SCardReconnect(1, 2, 3, 0, ptr::null_mut()));

        for nobody in [0, 1, -1, context, Long::MIN] {
            handle(SCardReleaseContext(nobody));
            handle(SCardIsValidContext(nobody));
            handle(SCardFreeMemory(nobody, ptr::null()));
            handle(SCardCancel(nobody));
            handle(SCardListReaders(nobody, ptr::null(), no_text, &raw mut number));
            handle(SCardGetStatusChange(nobody, 0, ptr::null_mut(), 0));
            handle(SCardDisconnect(nobody, 0));
            handle(SCardBeginTransaction(nobody));
            handle(SCardEndTransaction(nobody, 0));
            handle(SCardReconnect(nobody, 2, 3, 0, &raw mut number));
            handle(SCardControl(nobody, 0, ptr::null(), 0, ptr::null_mut(), 0, ptr::null_mut()));
            handle(SCardGetAttrib(nobody, 0, ptr::null_mut(), ptr::null_mut()));
            handle(SCardSetAttrib(nobody, 0, ptr::null(), 0));
            let null = ptr::null_mut();
            handle(SCardStatus(nobody, no_text, null, null, null, ptr::null_mut(), ptr::null_mut()));
        }
        assert_eq!(CStr::from_ptr(pcsc_stringify_error(Fault::Timeout.code())), c"SCARD_E_TIMEOUT");
        assert_eq!(CStr::from_ptr(pcsc_stringify_error(Long::MIN)), c"unknown PC/SC code");
    }
}

#[test]
fn buffers_are_filled_only_as_far_as_they_go() {
    with_cards("inside_buffers_are_filled_only_as_far_as_they_go");
}

#[test]
#[ignore = "run by the test of its name"]
fn inside_buffers_are_filled_only_as_far_as_they_go() {
    let (mut context, mut card, mut by, mut length) = (0, 0, 0, 0);
    let null = ptr::null_mut::<Dword>();
    // SAFETY: each buffer has the length told beside it.
    unsafe {
        assert_eq!(SCardEstablishContext(2, ptr::null(), ptr::null(), &raw mut context), 0);
        // The length, too little room, and enough.
        assert_eq!(SCardListReaders(context, ptr::null(), ptr::null_mut(), &raw mut length), 0);
        let mut names = vec![0xee_u8; length as usize];
        length -= 1;
        let list =
            |names: *mut u8, length: &mut Dword| SCardListReaders(context, ptr::null(), names.cast(), length);
        refused(list(names.as_mut_ptr(), &mut length), Fault::InsufficientBuffer);
        assert_eq!(length as usize, names.len());
        assert!(names.iter().all(|octet| *octet == 0xee));
        assert_eq!(list(names.as_mut_ptr(), &mut length), 0);
        assert!(names.ends_with(&[0, 0]));
        refused(list(ptr::null_mut(), &mut { abi::AUTOALLOCATE }), Fault::InvalidParameter);

        // Memory of the library's, given back once.
        let mut lent = ptr::null::<u8>();
        length = abi::AUTOALLOCATE;
        assert_eq!(list((&raw mut lent).cast(), &mut length), 0);
        assert_eq!(std::slice::from_raw_parts(lent, length as usize), names);
        assert_eq!(SCardFreeMemory(context, lent.cast()), 0);
        refused(SCardFreeMemory(context, lent.cast()), Fault::InvalidParameter);

        let first = names.as_ptr().cast();
        assert_eq!(SCardConnect(context, first, 2, 3, &raw mut card, &raw mut by), 0);
        assert_eq!(by, abi::protocol::T1);
        let (mut state, mut atr, mut atr_length) = (0, [0_u8; 33], 3);
        let status = |atr: *mut u8, length: *mut Dword, state: *mut Dword| {
            SCardStatus(card, ptr::null_mut(), null, state, null, atr, length)
        };
        refused(status(atr.as_mut_ptr(), &raw mut atr_length, &raw mut state), Fault::InsufficientBuffer);
        assert_eq!((state, atr), (0x34, [0; 33]));
        assert_eq!(status(atr.as_mut_ptr(), &raw mut atr_length, null), 0);
        assert_eq!(atr[0], 0x3b);
        refused(status(atr.as_mut_ptr(), null, null), Fault::InvalidParameter);
        assert_eq!(status(ptr::null_mut(), null, null), 0);

        let transmit = |command: &[u8], answer: &mut [u8], length: *mut Dword| {
            let command_length = command.len() as Dword;
            let pci = &raw const g_rgSCardT1Pci;
            SCardTransmit(
                card,
                pci,
                command.as_ptr(),
                command_length,
                ptr::null_mut(),
                answer.as_mut_ptr(),
                length,
            )
        };
        let mut answer = [0xee_u8; 18];
        length = 2;
        assert_eq!(transmit(SELECT_NUMBER, &mut answer, &raw mut length), 0);
        length = 17;
        refused(transmit(READ, &mut answer, &raw mut length), Fault::InsufficientBuffer);
        assert_eq!((length, answer[2]), (18, 0xee));
        assert_eq!(transmit(READ, &mut answer, &raw mut length), 0);
        assert_eq!(&answer, b"7420098765432101\x90\x00");
        refused(transmit(READ, &mut answer, &mut { abi::AUTOALLOCATE }), Fault::InvalidParameter);
        refused(transmit(&[0; 70_000], &mut answer, &raw mut length), Fault::InsufficientBuffer);
        // Nothing at all is a command like others: of wrong length.
        length = 18;
        assert_eq!(transmit(&[], &mut answer, &raw mut length), 0);
        assert_eq!(answer[..2], [0x67, 0x00]);
    }
}

#[test]
fn a_file_that_is_no_library_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("none.so");
    assert!(matches!(Context::open_library(&file), Err(Error::LibraryMissing(_))));
    fs::write(&file, "no library").unwrap();
    assert!(matches!(Context::open_library(&file), Err(Error::LibraryMissing(_))));
}
